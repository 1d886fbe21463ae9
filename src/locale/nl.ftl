# Texts for readers in Dutch.

## Titles of problems, by code

title-malformed = Verzoek niet leesbaar
title-wrong_host = Verkeerde servernaam
title-unauthorized = Inloggegevens ontbreken of zijn ongeldig
title-wrong_password = Onjuiste gebruikersnaam of onjuist wachtwoord
title-wrong_code = Verkeerde code
title-forbidden = Niet toegestaan
title-thread_closed = De reacties zijn gesloten
title-identity_required = Log in om te reageren
title-banned = Reageren niet toegestaan
title-edit_window_over = De tijd voor wijzigingen is voorbij
title-not_found = Niet gevonden
title-method_not_allowed = Methode niet toegestaan
title-not_acceptable = Geen geschikt formaat
title-timeout = Het verzoek duurde te lang
title-conflict = Intussen gewijzigd
title-duplicate = Al geplaatst
title-exists = Bestaat al
title-in_progress = Nog bezig
title-too_large = Te groot
title-uri_too_long = URL te lang
title-unsupported_media_type = Mediatype niet ondersteund
title-invalid = Sommige velden zijn ongeldig
title-idempotency_mismatch = Sleutel gebruikt voor een ander verzoek
title-too_fast = Te snel
title-flooded = Tijdelijk gesloten voor gasten
title-headers_too_large = Headers te groot
title-internal = Interne fout
title-unavailable = Op dit moment niet beschikbaar
title-too_slow = De zoekopdracht duurde te lang
title-outcome_unknown = Onbekend of dit is opgeslagen

## Details of problems, by code: what happened and what to do

problem-malformed = Het verzoek kon niet worden gelezen. Verstuur het opnieuw.
problem-wrong_host = Deze server is niet bereikbaar onder die naam.
problem-unauthorized = Je bent niet ingelogd of je sessie is beëindigd. Log opnieuw in.
problem-wrong_password = Onjuiste gebruikersnaam of onjuist wachtwoord.
problem-wrong_code = De code is onjuist, al gebruikt, ouder dan 15 minuten of te vaak geprobeerd. Vraag een nieuwe aan.
problem-forbidden = Je mag dit niet doen.
problem-thread_closed = De reacties op deze pagina zijn gesloten.
problem-thread-locked = De reacties op deze pagina zijn vergrendeld en kunnen niet meer worden bewerkt.
problem-identity_required = Deze site accepteert alleen reacties van mensen die zijn ingelogd. Log in en verstuur je reactie opnieuw.
problem-banned = Je reactie kan niet worden geaccepteerd.
problem-edit_window_over = De tijd waarin deze reactie kon worden gewijzigd, is voorbij.
problem-not_found = Hier is niets, of niets wat je mag zien.
problem-method_not_allowed = Deze URL ondersteunt deze methode niet.
problem-not_acceptable = Geen van de gevraagde formaten is hier beschikbaar.
problem-timeout = Wat je verstuurde, is niet op tijd aangekomen. Verstuur het opnieuw.
problem-conflict = Dit is intussen gewijzigd. Laad het opnieuw en beslis dan.
problem-duplicate = Je hebt deze tekst hier al geplaatst. Je hoeft hem niet opnieuw te versturen.
problem-exists = Er bestaat al een item met deze naam.
problem-in_progress = Hetzelfde verzoek wordt nog verwerkt. Probeer het zo meteen opnieuw.
problem-too_large = Wat je verstuurde, is groter dan deze server accepteert. Kort je tekst in en verstuur hem opnieuw.
problem-uri_too_long = De URL van het verzoek is te lang.
problem-unsupported_media_type = Het formulier is verstuurd in een formaat dat deze server niet accepteert.
problem-invalid = Corrigeer de gemarkeerde velden.
problem-invalid-fields = Corrigeer: { $fields }.
problem-idempotency_mismatch = Deze sleutel is al gebruikt voor een ander verzoek.
problem-too_fast = Te veel verzoeken. Probeer het over { wait-time } opnieuw.
problem-flooded = Deze site ontvangt veel meer reacties dan normaal en accepteert er daarom geen van mensen die niet zijn ingelogd. Log in of verstuur je reactie over { wait-time } opnieuw.
problem-headers_too_large = De headers van het verzoek zijn te groot.
problem-internal = Er is aan onze kant iets misgegaan. Probeer het later opnieuw.
problem-unavailable = Dit is tijdelijk niet beschikbaar. Probeer het binnenkort opnieuw.
problem-too_slow = Dit duurde langer dan 5 seconden en is afgebroken. Beperk de zoekopdracht: kies één site, één status, één pagina of minder dagen.
problem-outcome_unknown = Het is niet bekend of dit is opgeslagen. Bekijk de pagina voordat je het opnieuw verstuurt.

problem-no-site = Deze site bestaat hier niet. De pagina met dit formulier noemt de verkeerde; de auteur ervan kan dit verbeteren.
problem-no-parent = De reactie waarop je antwoordde, bestaat niet meer. Plaats die van jou als nieuwe reactie of antwoord op een andere.
problem-no-comment = Deze reactie bestaat niet of je mag deze niet zien.
problem-comment-gone = Deze reactie is verwijderd.
problem-no-provider = Deze manier van inloggen wordt hier niet aangeboden.
problem-no-mail-sign-in = Inloggen via e-mail wordt hier niet aangeboden.
problem-form-broken = Het formulier is onderweg beschadigd: het bevat een onjuist procentteken of een deel dat niet kan worden gelezen.
problem-form-many-fields = Het formulier heeft meer dan { $max } velden.
problem-own-page-only = Dit formulier kan alleen vanaf de pagina’s van deze server worden verstuurd. Open de pagina en probeer het opnieuw.
problem-signed-out = Je bent uitgelogd of op een andere site ingelogd. Log opnieuw in; niets van wat je hebt getypt, gaat verloren.
problem-no-edit-token = Alleen de auteur kan dit doen. Verstuur het bewerkingstoken van de reactie of log in.
problem-wrong-edit-token = Dit bewerkingstoken hoort niet bij deze reactie.
problem-right-ended = Je bevoegdheid om hier als moderator te publiceren is zojuist beëindigd. Verstuur de reactie opnieuw als lezer.
problem-published-by-moderator = Een moderator heeft deze reactie gepubliceerd. Wijzig deze met het token of de gekoppelde sessie van die moderator, of verwijder de reactie.
problem-handover = De code is onjuist, al gebruikt, ouder dan een minuut of gemaakt voor een andere pagina. Log opnieuw in.

wait-time = { $unit ->
    [hour] { $wait ->
        [one] { $wait } uur
       *[other] { $wait } uur
    }
    [minute] { $wait ->
        [one] { $wait } minuut
       *[other] { $wait } minuten
    }
   *[second] { $wait ->
        [one] { $wait } seconde
       *[other] { $wait } seconden
    }
}

## Exceeded limits, by limit

limit-comments = Je hebt in korte tijd meerdere reacties verstuurd. Wacht { wait-time } en verstuur deze dan opnieuw.
limit-network = Er komen veel reacties vanuit je netwerk. Wacht { wait-time } en verstuur die van jou dan opnieuw.
limit-site = Er worden op dit moment veel reacties verstuurd. Wacht { wait-time } en verstuur die van jou dan opnieuw.
limit-mail = Er zijn te veel codes aangevraagd. Probeer het over { wait-time } opnieuw.
limit-sign-in = Te veel inlogpogingen. Probeer het over { wait-time } opnieuw.
limit-my-data = Je hebt dit in korte tijd meerdere keren aangevraagd. Probeer het over { wait-time } opnieuw.
limit-reading = Te veel verzoeken. Probeer het over { wait-time } opnieuw.

## Names of fields

label-text = reactie
label-name = naam
label-email = e-mailadres
label-website = website
label-page = pagina
label-parent_id = reactie waarop wordt geantwoord
label-code = code

## What is wrong with a field

field-required = Dit veld is verplicht.
field-type-text = Moet een tekst zijn.
field-type-boolean = Moet true of false zijn.
field-type-integer = Moet een geheel getal zijn.
field-type-number = Moet een getal zijn.
field-type-list = Moet een lijst zijn.
field-type-object = Moet een object zijn.
field-unknown = Onbekend veld. Bekende velden: { $known }.
field-unknown-none = Onbekend veld; hier worden geen velden geaccepteerd.
field-id = Dit is geen geldige ID.
field-time = Moet een tijdstip zijn, bijvoorbeeld 2026-11-24T05:10:23Z.
field-one-of = Moet een van deze waarden zijn: { $choices }.
field-too-short = Moet minimaal { $min ->
    [one] { $min } teken
   *[other] { $min } tekens
} bevatten.
field-too-long = Mag maximaal { $max ->
    [one] { $max } teken
   *[other] { $max } tekens
} bevatten (ontvangen: { $count }).
field-too-few = Moet minimaal { $min ->
    [one] { $min } item
   *[other] { $min } items
} bevatten.
field-too-many = Mag maximaal { $max ->
    [one] { $max } item
   *[other] { $max } items
} bevatten (ontvangen: { $count }).
field-too-small = Moet minimaal { $min } zijn.
field-too-large = Mag maximaal { $max } zijn.
field-twice = Hetzelfde item komt twee keer voor.
field-nul = Mag het teken U+0000 niet bevatten, want dat kan niet worden opgeslagen.
field-parameter = Deze parameter is verplicht.
parameter-too-short = Moet minimaal { $min ->
    [one] { $min } teken
   *[other] { $min } tekens
} bevatten.
parameter-too-long = Mag maximaal { $max ->
    [one] { $max } teken
   *[other] { $max } tekens
} bevatten.
parameter-too-many = Mag maximaal { $max ->
    [one] { $max } item
   *[other] { $max } items
} bevatten.
parameter-integer = Moet een geheel getal binnen de grenzen zijn.
parameter-other = Deze waarde is geen van de geaccepteerde waarden.
field-body-object = De inhoud moet een object zijn.
field-shape = De inhoud heeft niet de gedocumenteerde vorm.

text-empty = Schrijf iets.
text-too-short = Een reactie moet minimaal { $min ->
    [one] { $min } teken
   *[other] { $min } tekens
} bevatten; deze heeft er { $count }. Schrijf iets meer.
text-too-long = Een reactie mag maximaal { $max } tekens bevatten; deze heeft er { $count }. Maak de reactie korter.
text-too-many-bytes = Een reactie mag maximaal { $max } bytes bevatten; deze heeft er { $count }. Maak de reactie korter.
text-too-many-lines = Een tekst mag maximaal { $max } regels bevatten. Verwijder enkele regeleinden.
text-too-many-marks = Er staan meer dan { $max } accenten op één letter. Verwijder er enkele.
text-banned-word = Deze site accepteert geen reacties met “{ $word }”.
text-shows-nothing = Dit zou als een lege reactie worden weergegeven, omdat het alleen Markdown is. Schrijf iets of zet een backslash voor het eerste teken.
page-missing = Geef aan om welke pagina het gaat.
page-placeholder = Het sjabloon van deze pagina is niet ingevuld, dus de reactie heeft geen pagina. De auteur van de pagina kan dit verbeteren; hier hoort het pad van de pagina, zoals in /2026/mijn-bericht.
page-control = De sleutel van deze pagina bevat een onzichtbaar teken, dus de reactie heeft geen pagina. De auteur van de pagina kan dit verbeteren.
page-too-long = De sleutel van een pagina mag maximaal { $max } bytes bevatten; deze heeft er { $count }. De auteur van de pagina kan hem inkorten.

name-empty = Vul een naam in.
name-too-long = Een naam mag maximaal { $max } tekens bevatten; deze heeft er { $count }. Maak de naam korter.
name-reserved = Deze naam is van de site. Kies een andere.
title-empty = Vul een titel in.
title-too-long = Een titel mag maximaal { $max } tekens bevatten; deze heeft er { $count }.

email-empty = Vul een e-mailadres in.
email-too-long = Een e-mailadres mag maximaal { $max } tekens bevatten; dit heeft er { $count }. Controleer of je je hebt vertypt.
email-local-too-long = Het deel vóór de @ mag maximaal { $max } tekens bevatten; dit heeft er { $count }. Controleer of je je hebt vertypt.
email-control = Het e-mailadres bevat een tab of een regeleinde. Verwijder dat teken.
email-no-at = Een e-mailadres bevat een @, zoals in naam@example.org.
email-many-at = Een e-mailadres bevat maar één @. Vul één adres in.
email-no-local = Er staat niets vóór de @. Vul het hele adres in.
email-not-ascii = Vóór de @ zijn alleen gewone letters zonder accenten mogelijk.
email-blank = Vóór de @ mag geen spatie staan. Vul alleen het adres in, zoals in naam@example.org.
email-character = Vóór de @ mag geen “{ $character }” staan. Vul alleen het adres in, zoals in naam@example.org.
email-dot = Vóór de @ staat een punt op de verkeerde plaats.
email-encoded = Dit is een gecodeerd woord, geen e-mailadres. Vul het adres zelf in.
email-domain = Wat na de @ komt, is geen domein zoals example.org. Controleer of je je hebt vertypt.
email-not-proved = Bevestig eerst dit e-mailadres: koppel het hierboven.

website-empty = Vul de URL van een website in.
website-too-long = De URL van een website mag maximaal { $max } bytes bevatten; deze heeft er { $count }. Maak de URL korter.
website-invalid = Dit is niet de URL van een website. Schrijf deze zoals in https://example.org.
website-control = De URL bevat een onzichtbaar teken. Typ de URL in plaats van deze te plakken.
website-blank = De URL van een website bevat geen spaties.
website-userinfo = De URL van een website mag hier geen naam of wachtwoord bevatten. Laat weg wat vóór de @ staat.
website-host = Dit is niet de URL van een website. Controleer de naam van de server.

## Warnings: fields that were repaired or ignored

warning-unknown = Dit veld bestaat niet en is genegeerd.
warning-repeated = Het formulier verstuurt dit veld meer dan één keer; de eerste waarde telt.
warning-file = Deze server accepteert geen bestanden; het veld is genegeerd.
warning-ignored = { $fault } De waarde is genegeerd.
warning-page = Dit verwijst niet naar een pagina; de reactie hoort bij de pagina van waaruit het formulier is verstuurd.
warning-parent = Dit is niet de ID van een reactie; de reactie is geen antwoord.
warning-origin-moved = Dit staat niet op een origin van de site en is vervangen door een adres op { $origin }.
warning-origin-ignored = Dit staat niet op een origin van de site en is genegeerd. Origins van de site: { $origins }.
warning-url-page = Deze URL verwijst naar een andere pagina dan `page` en telt niet voor de discussie.
warning-subscribe = Deze server verstuurt geen e-mails over antwoorden; het veld is genegeerd.
warning-signed-in = De auteur is ingelogd; het veld is genegeerd.
warning-not-asked = Deze site vraagt hier niet om; het veld is genegeerd.
warning-token = Dit token hoort niet bij dit formulier; de reactie is behandeld als een reactie zonder token.
warning-solution = Dit is geen oplossing van een challenge van het formulier en is genegeerd.

author-not-asked = Je bent ingelogd; laat dit weg of log eerst uit.

## The answer to a comment

posted-approved = Bedankt. Je reactie is gepubliceerd.
posted-pending = Bedankt. Je reactie wacht op moderatie.
notice-pending = Bedankt. Je reactie wacht op moderatie; na goedkeuring verschijnt deze hier.

## The form

reply-heading = Geef een reactie
reply-heading-to = Reageer op { $name }
reply-cancel = Antwoord annuleren
reply-required = (verplicht)
reply-text = Reactie
reply-name = Naam
reply-email = E-mailadres (wordt nooit getoond)
reply-website = Website
reply-honeypot = Laat dit leeg
reply-button = Reactie plaatsen
reply-closed = De reacties zijn gesloten.
reply-locked = De reacties zijn vergrendeld: geen nieuwe reacties en geen wijzigingen.
reply-details = Vul hieronder je gegevens in of klik op een pictogram om in te loggen:
reply-another-account = Klik op een pictogram om met een ander account in te loggen:
reply-account = { $kind ->
    [email] Je reageert met je e-mailadres als { $name }.
   *[other] Je reageert met je { $provider }-account als { $name }.
}
reply-log-out = Uitloggen
reply-change = Wijzigen
reply-by-email = E-mail

refused-nothing-lost = Niets van wat je hebt getypt, is verloren: het staat nog in het formulier.
refused-your-text = Je tekst
refused-copy = Je reactie is niet geplaatst. Hier is je tekst, zodat je deze kunt kopiëren:
refused-too-large-to-show = Wat je verstuurde, is niet opgeslagen en is te groot om hier te tonen. Ga terug in je browser: je tekst zou nog in het formulier moeten staan.
refused-no-text = Ga terug in je browser en probeer het opnieuw.
refused-back = Terug naar de pagina

## The comments of a page

thread-count = { $count ->
    [one] { $count } reactie
   *[other] { $count } reacties
}
thread-empty = Nog geen reacties.
thread-removed = Deze reactie is verwijderd.
thread-nameless = Anoniem
thread-edited = bewerkt
thread-reply = Beantwoorden
thread-reply-to = { $name } beantwoorden
thread-more = Meer reacties

## The script of the form

script-unreachable = De server antwoordt niet. Je tekst is er nog.
script-keep = behoud dit account
script-or = Klik op een pictogram om met een ander account in te loggen, of { $keep }:
script-connecting = Verbinden met { $provider }…
script-here = In plaats daarvan op deze pagina inloggen
script-cancel = Annuleren
script-cancelled = Je hebt niet ingelogd.
script-failed = Dat is niet gelukt. Je bent niet ingelogd.

## Signing in

sign-in-heading = Inloggen bij { $site }
sign-in-asked = Je staat op het punt met je { $provider }-account in te loggen bij { $site } en gaat daarna naar { $back }. Sluit deze pagina als dit niet de bedoeling was.
sign-in-continue = Doorgaan naar { $provider }
sign-in-connecting = Verbinden met { $provider }…
sign-in-wait = Je browser toont de pagina zo meteen.
sign-in-done = Je bent ingelogd
sign-in-window = Dit venster sluit vanzelf. Gebeurt dat niet, ga dan terug naar { $site }.
sign-in-back = Terug naar { $site }
sign-in-mail-asked = Je hebt bevestigd dat { $email } je e-mailadres is. Je gaat nu naar { $back }. Sluit deze pagina als je dit niet hebt aangevraagd.
sign-in-button = Inloggen
sign-in-this-server = deze server
sign-in-the-provider = De provider
sign-in-mail = E-mail
sign-in-data-deleted = Je gegevens zijn verwijderd
sign-in-data-deleted-text = Op { $day } vroeg { $provider } om de gegevens over je account te verwijderen. Ze waren verwijderd voordat { $provider } het antwoord ontving.

sign-in-text-kept = Je tekst staat nog in het formulier.
sign-in-cancelled = Je hebt niet ingelogd met { $provider }
sign-in-cancelled-text = Je kunt het opnieuw proberen of een andere manier kiezen.
sign-in-not-offered = { $provider } wordt hier niet aangeboden
sign-in-not-offered-text = Kies een andere manier om in te loggen.
sign-in-no-answer = { $provider } heeft niet geantwoord
sign-in-no-answer-text = Probeer het later opnieuw of kies een andere manier.
sign-in-untrusted = { $provider } gaf een antwoord dat niet te vertrouwen is
sign-in-untrusted-text = Je bent niet ingelogd. Probeer het opnieuw of kies een andere manier.
sign-in-misconfigured = { $provider } accepteert deze server niet
sign-in-misconfigured-text = De beheerder van deze server kan de reden in het logboek lezen. Kies een andere manier.
sign-in-ended = Deze inlogpoging is beëindigd
sign-in-ended-text = Deze is in een andere browser of te lang geleden begonnen, of al gebruikt. Ga terug en begin opnieuw.
sign-in-unreadable = { $provider } heeft een onleesbaar antwoord verstuurd
sign-in-unreadable-text = Ga terug en begin opnieuw of kies een andere manier.
sign-in-taken = Dit account is hier van iemand anders
sign-in-taken-text = Je { $provider }-account is hier al aan iemand anders gekoppeld. Log ermee in en ontkoppel het daar eerst.
sign-in-unavailable = Op dit moment niet beschikbaar
sign-in-unavailable-text = Probeer het zo meteen opnieuw.

sign-in-challenge-needed = Verstuur de challenge van het formulier; alleen pagina’s van deze server kunnen die weglaten.
sign-in-challenge = Verstuur SHA-256 in base64url zonder opvulling: 43 tekens.
sign-in-verifier-length = Moet 43 tot 128 tekens bevatten (ontvangen: { $got }). Verstuur de verifier waarvan de SHA-256 de challenge was.
sign-in-verifier-characters = Alleen A–Z, a–z, 0–9, koppelteken, punt, liggend streepje en tilde zijn toegestaan (RFC 7636, paragraaf 4.1).
sign-in-return-to = Moet een URL op { $origins } zijn, zonder een andere URL in het pad.
sign-in-page = Moet een URL op een origin van de site zijn, zonder een andere URL in het pad.

mail-announced = Als dit e-mailadres mail kan ontvangen, is er een code onderweg. De code is 15 minuten geldig.
mail-announced-to = Als { $email } mail kan ontvangen, is er een code onderweg. De code is 15 minuten geldig.
mail-wrong-code = Dit is niet de code, of de code is ouder dan 15 minuten of te vaak geprobeerd.
mail-attempt = Dit is geen geldige waarde voor `attempt`. Verstuur de waarde precies zoals je die hebt ontvangen of laat die weg.

## A commenter's own page

me-title = Je reacties en je gegevens
me-intro = Log in om te zien en te wijzigen wat deze server over je bewaart. Heb je zonder account gereageerd, bevestig dan het e-mailadres dat je hebt opgegeven: dan beheer je alles wat daarmee is geschreven.
me-sign-in-with = Inloggen met { $provider }
me-signed-in = { $kind ->
    [email] Je bent als { $name } ingelogd met je e-mailadres.
   *[other] Je bent als { $name } ingelogd met je { $provider }-account.
}
me-sign-out = Uitloggen
me-offer = { $count ->
    [one] { $count } reactie is met { $email } geschreven voordat je dit e-mailadres bevestigde. Iedereen kan het hebben ingevuld: claim de reactie alleen als je die zelf hebt geschreven.
   *[other] { $count } reacties zijn met { $email } geschreven voordat je dit e-mailadres bevestigde. Iedereen kan het hebben ingevuld: claim de reacties alleen als je ze zelf hebt geschreven.
}
me-claim = { $count ->
    [one] Reactie claimen
   *[other] Reacties claimen
}
me-profile = Naam en website
me-picture = Je afbeelding
me-name = Naam die bij je reacties staat
me-website = Website die erbij staat
me-change = Wijzigen
me-accounts = Accounts
me-accounts-text = Met elk van deze accounts ben je hier dezelfde persoon.
me-last-used = laatst gebruikt op { $day }
me-unlink = Ontkoppelen
me-unlink-here = Ontkoppelen en hier uitloggen
me-link = Een { $provider }-account koppelen
me-sessions = Waar je bent ingelogd
me-this-page = Deze pagina
me-session = { $place }, met { $provider }, laatst gebruikt op { $day }
me-here = (hier)
me-end = Beëindigen
me-end-others = Alle andere beëindigen
me-data = Je gegevens
me-download = Alles downloaden wat over je wordt bewaard
me-erase-text = Alles wissen wat over je wordt bewaard, op elke site van deze server. Antwoorden van anderen blijven staan.
me-your-comments = Je reacties
me-anonymise = Mijn reacties blijven staan, zonder iets wat mij identificeert
me-delete = Mijn reacties worden verwijderd
me-sure = Ik weet het zeker: dit kan niet ongedaan worden gemaakt
me-erase = Mijn gegevens wissen
me-code = De code uit de e-mail
me-link-this = Dit e-mailadres koppelen
me-link-email = Een e-mailadres koppelen
me-email = Inloggen met een code via e-mail
me-send-code = Mail me een code

me-moderator = Antwoorden als moderator
me-moderator-linked = Deze sessie is op { $day } gekoppeld aan de moderator { $login } (weergegeven als { $name }). Wat je met een gekoppelde sessie plaatst op een site die je modereert, wordt meteen met je rol gepubliceerd.
me-moderator-end = Alle koppelingen beëindigen
me-moderator-more = De sessies koppelen die sindsdien zijn begonnen
me-moderator-link = Je sessies aan je moderatoraccount koppelen
me-moderator-text = Voor moderators van een blog op deze server. Log eerst in op het blog en vul daarna hier de gebruikersnaam en het wachtwoord van je moderatoraccount in: elke hieronder vermelde sessie blijft tot het einde gekoppeld en bevat nooit het token van een moderator.
me-moderator-login = Gebruikersnaam van de moderator
me-moderator-password = Wachtwoord van de moderator
me-moderator-button = Mijn sessies koppelen
me-moderator-session = gekoppeld aan je moderatoraccount

me-done-profile = Je naam en website zijn gewijzigd voor de reacties die volgen.
me-done-unlinked = Het account is ontkoppeld en de sessies die ermee zijn begonnen, zijn beëindigd.
me-done-ended = De sessie is beëindigd.
me-done-others = Alle andere sessies zijn beëindigd.
me-done-linked = Je sessies zijn gekoppeld: wat je ermee op je sites plaatst, wordt meteen gepubliceerd.
me-done-unlinked-moderator = Geen van je sessies is nog aan een moderator gekoppeld.
me-done-adopted = De reacties zijn nu van jou.
me-done-out = Je bent uitgelogd.
me-done-over = Je sessie is beëindigd. Log opnieuw in.
me-done-erased = Alles wat over je werd bewaard, is gewist.
me-last-account = Dit is het laatste account waarmee je hier bekend bent; zonder account zou niets je met je reacties kunnen verbinden. Koppel eerst een ander account of wis alles.
me-not-linked = Dit account is niet meer aan je gekoppeld.
me-no-session = Dit is niet een van je sessies.
me-choose = Kies wat er met je reacties gebeurt.
me-confirm = Bevestig dat je het zeker weet: dit kan niet ongedaan worden gemaakt.

## The embedded thread

# The headline above the comments of a page with a title.
thread-heading = { $count ->
    [0] Nog geen reacties op “{ $title }”
    [one] Eén reactie op “{ $title }”
   *[other] { $count } reacties op “{ $title }”
}
# Invites readers to write the first comment of a page.
thread-invite = Nog geen reacties. Wat vind jij?
thread-page-title = Reacties op “{ $title }”
thread-oldest = Oudste eerst
thread-newest = Nieuwste eerst
thread-in-reply-to = als antwoord op { $name }
thread-role-moderator = Moderator
# The badge beside the name of the person whose blog it is.
thread-role-owner = Auteur
# The badge of the comment that is shown first.
thread-pinned = Vastgezet
thread-edit = Bewerken
thread-edit-own = Je reactie bewerken
thread-delete = Verwijderen
thread-delete-own = Je reactie verwijderen
thread-delete-question = Je reactie verwijderen? Dit kan niet ongedaan worden gemaakt.
thread-cancel = Annuleren
thread-save = Opslaan
thread-deleted = Je reactie is verwijderd.
thread-saved = Je wijziging is opgeslagen.
thread-pending = Wacht op moderatie. Alleen jij kunt dit zien.
thread-edit-pending = Je wijziging wacht op moderatie. Tot die tijd zien anderen de eerdere tekst.
thread-in-review = Deze reactie is gewijzigd en wacht op moderatie.
thread-missing = Deze reactie is niet meer beschikbaar.
thread-earlier = Eerdere reacties
thread-load-failed = De reacties konden niet worden geladen.
thread-retry = Opnieuw proberen

## The embedded form

form-preview = Voorbeeld
form-preview-title = Voorbeeld van je reactie
form-continue = Verder schrijven
form-sending = Versturen…
form-format = Je kunt *nadruk*, **sterke nadruk**, `code`, > citaten, lijsten en links gebruiken.
form-draft = Je tekst blijft in deze browser bewaard tot je hem plaatst.
form-remember = Bewaar mijn naam, e-mailadres en website in deze browser voor de volgende keer dat ik reageer.
form-offline = Je bent offline. Je tekst is hier bewaard. Verstuur hem wanneer je weer verbinding hebt.
form-not-sent = Je reactie kon niet worden verstuurd. Je tekst is er nog.
form-send-again = Opnieuw versturen
form-now = Je kunt je reactie nu versturen.
# Shown while the browser computes a proof of work.
form-proof = Je browser lost een kleine taak op die spam weghoudt: { $percent }%
form-left = Resterende tekens: { $count }
form-privacy = Privacybeleid
form-sign-in-needed = Log in om te reageren.
form-sign-in-with = Inloggen met { $provider }
form-email-intro = Vul je e-mailadres in. Je krijgt een code per e-mail; een wachtwoord is niet nodig.
form-new-code = Mail een nieuwe code
form-signed-in = Je bent ingelogd als { $name }.
form-signed-out = Je bent uitgelogd.

## The comments of a person on their own page

me-comments-title = Wat je hebt geschreven
me-comments-empty = Je hebt nog geen reacties geschreven.
me-comments-more = Oudere reacties
me-on-page = op { $page }
me-status-approved = Gepubliceerd
me-status-pending = Wacht op moderatie
me-change-until = Je kunt deze reactie wijzigen tot { $time }.

## The moderators’ pages

mod-title = Moderatie
mod-sign-in = Inloggen om te modereren
mod-resend-text = Er is niets gewijzigd. Wat u hebt getypt, blijft op deze pagina: meld u aan in een nieuw tabblad, kom terug en verstuur het opnieuw. Wachtwoorden moet u opnieuw typen.
mod-login = Gebruikersnaam
mod-password = Wachtwoord
mod-sites = Sites
mod-all-sites = Alle sites
mod-folders = Mappen
mod-folder-review = Te beoordelen
mod-folder-probably-spam = Waarschijnlijk spam
mod-folder-approved = Goedgekeurd
mod-folder-spam = Spam
mod-folder-trash = Prullenbak
mod-folder-all = Alle mappen
mod-search = Zoek tekst, naam, e-mailadres
mod-search-button = Zoeken
mod-reason = Reden
mod-any-reason = Elke reden
mod-order-score = Op score
mod-filter-network = Netwerk { $network }
mod-filter-email-domain = E-mail bij { $domain }
mod-filter-page = Pagina { $page }
mod-filter-remove = Dit filter verwijderen
mod-filter-reset = Hele map tonen
mod-empty = Hier zijn geen reacties.
mod-search-incomplete = Na een upgrade worden oudere reacties nog voorbereid voor het zoeken. Sommige kunnen ontbreken.
mod-overflowed = De afgelopen zeven dagen naar spam verplaatst omdat de wachtrij vol was: { $what }
mod-parts = Delen van de lijst
mod-next = Volgende reacties
mod-first = Naar het begin
mod-select = Reactie van { $name } selecteren
mod-select-all = Alles op deze pagina selecteren
mod-selected = Geselecteerde reacties:
mod-approve = Goedkeuren
mod-spam = Spam
mod-trash = Prullenbak
mod-hold = Vasthouden
mod-restore = Terug naar beoordeling
mod-delete = Definitief verwijderen
mod-undo = Ongedaan maken
mod-context = Context
mod-on-page = Op de pagina
mod-done-approve = Goedgekeurd: { $what }.
mod-done-hold = Terug naar beoordeling: { $what }.
mod-done-spam = Spam: { $what }.
mod-done-trash = In de prullenbak: { $what }.
mod-done-delete = Definitief verwijderd: { $what }.
mod-done-rejected = Wijziging afgewezen: { $what }. De eerdere tekst blijft gepubliceerd.
mod-done-undo = Weer zoals eerst: { $what }.
mod-replied = Je antwoord is gepubliceerd.
mod-skip-conflict = Intussen gewijzigd, er is niets gedaan: { $what }.
mod-skip-unchanged = Al zo besloten: { $what }.
mod-skip-not-found = Niet meer aanwezig: { $what }.
mod-skip-erased = Definitief verwijderd en niet te wijzigen: { $what }.
mod-skip-unavailable = Niet gedaan omdat de database niet antwoordde: { $what }. Probeer het opnieuw.
mod-decision = { $action } door { $login }, { $time }.
mod-record = Andere reacties: { $approved } goedgekeurd, { $spam } spam, { $trash } in de prullenbak
mod-new-author = Eerste reactie
mod-verified-email = e-mailadres bevestigd
mod-verified-account = ingelogd met { $provider }
mod-unverified = niet bevestigd
mod-title-claimed = onbevestigde titel
mod-edit-waits = Een gepubliceerde reactie is gewijzigd. Goedkeuren publiceert de nieuwe tekst; Spam en Prullenbak verwerpen alleen de wijziging.
mod-old-text = Gepubliceerde tekst
mod-new-text = Nieuwe tekst
mod-why = Redenen, score { $score }
mod-holds = houdt vast
mod-all-matching = Over alle passende beslissen
mod-all-matching-text = Alle reacties van deze map die bij de zoekopdracht en filters passen, op elke pagina. Eerst zie je hoeveel het er zijn.
mod-matching-text = Wat vanaf nu verandert, hoort er niet bij. Je kunt het daarna ongedaan maken.
mod-matching-more = Er worden hoogstens { $max } reacties tegelijk behandeld. Zijn er meer, herhaal dit dan voor de rest.
mod-delete-text = De tekst en alle gegevens van de auteur verdwijnen. Dit kan niet ongedaan worden gemaakt.
mod-back = Terug naar de lijst
mod-context-title = Reactie van { $name } in het gesprek
mod-reply-hint = Verschijnt meteen als { $name }. De reactie wordt goedgekeurd als dat nog niet zo is.
mod-history = Wat er is besloten
mod-history-empty = Over deze reactie is nog niets besloten.
mod-failed = Dit is niet gedaan: de server antwoordde niet. Probeer het opnieuw.
mod-keys = Sneltoetsen
mod-keys-help = Sneltoetsen tonen
mod-key-move = Volgende, vorige reactie
mod-key-select = Selecteren
mod-key-selected = Selectie: goedkeuren, spam, prullenbak
mod-close = Sluiten
mod-pages = Pagina’s voor moderatie
mod-queue = Wachtrij
mod-dashboard = Overzicht
mod-range = Periode
mod-days = { $days } dagen
mod-comments-per-day = Reacties per dag
mod-comments-text = Dagen in UTC. Gered zijn reacties die de controle voor spam hield en die zijn goedgekeurd. Elke grafiek heeft een eigen schaal.
mod-received = Ontvangen
mod-rescued = Gered
mod-chart-label = { $name }: { $total } van { $from } tot { $to }, ten hoogste { $max } op { $day }.
mod-chart-empty = { $name }: geen van { $from } tot { $to }.
mod-as-table = De getallen als tabel
mod-day = Dag
mod-median = Mediane wachttijd
mod-p90 = 9 van de 10 wachtten hoogstens
mod-queue-times-text = De eerste twee getallen gelden nu. De tijden zijn van de reacties waarover in deze periode is besloten: { $count }.
mod-reasons = Betrouwbaarheid van de redenen
mod-reasons-text = Alle besluiten sinds het begin. Het reddingspercentage is welk deel van de reacties die voor spam werden gehouden, is goedgekeurd: hoe lager, hoe beter.
mod-reasons-empty = Over reacties met redenen is nog niet besloten.
mod-rescue-rate = Reddingspercentage
mod-accuracy = Betrouwbaarheid
mod-accuracy-unknown = te weinig besluiten
mod-accuracy-good = goed
mod-accuracy-weak = zwak
mod-accuracy-misleading = misleidend
mod-percent = { $number }%
mod-seconds = { $number } s
mod-minutes = { $number } min
mod-hours = { $number } u
mod-days-short = { $number } d
mod-health = Server
mod-health-database = Database
mod-health-limits = Redis (limieten)
mod-health-mail = E-mail
mod-health-checks = Externe controles
mod-health-working = werkt
mod-health-failing = werkt niet
mod-health-not-configured = niet ingesteld
mod-log = Logboek
mod-filter-moderator = Door { $login }
mod-filter-comment = Reactie van { $name }
mod-show = Tonen
mod-status-deleted = Definitief verwijderd
mod-log-action = Actie
mod-log-any-action = Elke actie
mod-log-empty = Er zijn geen vermeldingen.
mod-log-next = Oudere vermeldingen
mod-log-gone = Definitief verwijderde reactie
mod-log-of-edit = de wijziging ervan
mod-log-same-comment = Alles over deze reactie
mod-log-before = Eerst:
mod-log-after = Daarna:
mod-log-command-line = Opdrachtregel
mod-log-edit = Bewerkt door een moderator
mod-log-remove-site = Site verwijderd
mod-log-title = Titel van een pagina
mod-log-url = URL van een pagina
mod-log-state = Discussie geopend of gesloten
mod-log-pin = Reactie vastgezet
mod-log-move = Discussie verplaatst
mod-log-alias = Extra sleutel van een pagina
mod-thread-open = open
mod-thread-closed = gesloten
mod-thread-locked = vergrendeld
mod-note = Notitie
mod-notes = Notities over de auteur
mod-notes-number = Notities over de auteur: { $number }
mod-notes-text = Alleen moderators van deze site zien de notities, bij elke reactie van de auteur. Lezers en de auteur zien ze nooit.
mod-notes-unknown = De auteur is een gast zonder e-mailadres en niet te herkennen, dus er kunnen geen notities zijn.
mod-note-add = Notitie toevoegen
mod-note-delete = Notitie van { $login } verwijderen
mod-note-many = Er zijn al { $max } notities over deze auteur. Verwijder er eerst een.
mod-note-length = Een notitie of reden mag hoogstens { $max } tekens hebben; deze heeft er { $count }.
mod-note-controls = Verwijder de besturingstekens.
mod-edit-title = Reactie bewerken
mod-edit-hint = Lezers zien dat de reactie is bewerkt. Moderators kunnen de eerdere tekst nog lezen.
mod-edit-reason = Reden, voor het logboek (optioneel)
mod-edit-owners = Alleen eigenaren mogen de naam van een bevestigde auteur wijzigen, of wat een andere moderator heeft geplaatst.
mod-revisions = Eerdere versies
mod-revision = Als { $name }, tot { $login } het bewerkte, { $time }
mod-ban = Bannen
mod-more = Meer
mod-thread = Discussie
mod-thread-state = Deze discussie is { $state }.
mod-thread-state-set = Dat heeft een moderator ingesteld.
mod-thread-state-policy = Dat volgt uit de regels van de site.
mod-thread-reopen = Openen
mod-thread-close = Sluiten: geen nieuwe reacties
mod-thread-lock = Vergrendelen: geen nieuwe reacties en geen wijzigingen
mod-thread-by-policy = De regels van de site laten beslissen
mod-thread-title = Titel van de pagina
mod-thread-url = URL van de pagina
mod-thread-claim = Opgegeven door de browser van een auteur: { $text }
mod-thread-empty = Bij een leeg veld geldt wat browsers opgeven.
mod-pin = Deze reactie vastzetten
mod-unpin = Vastgezette reactie losmaken
mod-pin-text = Een vastgezette reactie staat bovenaan.
mod-thread-move = Discussie verplaatsen
mod-thread-move-to = Sleutel van de andere pagina
mod-thread-move-text = Alle reacties van { $page } gaan naar de andere pagina, waar deze sleutel dan voor staat. Zijn daar al reacties, dan worden beide discussies één; dat is niet ongedaan te maken.
mod-thread-same = Vul de sleutel van een andere pagina in.
mod-thread-origin = Moet op een oorsprong van de site liggen: { $origins }.
mod-done-note = De notitie is opgeslagen.
mod-done-note-deleted = De notitie is verwijderd.
mod-done-edit = De reactie is bewerkt.
mod-done-thread = De discussie is gewijzigd.
mod-done-moved = De discussie is verplaatst.
mod-not-replied = Uw antwoord is nog niet geplaatst. { $why }
mod-replied-before = Met dit formulier is al een antwoord verstuurd. Verstuur het nog eens om ook dit te plaatsen.

## The reasons of an assessment, by code

reason-learned = Tekst volgens het geleerde
reason-learning = Filter leert nog
reason-spam_sample = Spammonster ter bevestiging
reason-text_known = Tekst was al spam
reason-text_similar = Tekst lijkt op spam
reason-domain_spam = Link naar spamdomein
reason-domain_ham = Alleen bekende goede links
reason-author_approved = Auteur eerder goedgekeurd
reason-author_trusted = Auteur vaak goedgekeurd
reason-author_rejected = Reacties van auteur waren spam
reason-honeypot = Verborgen veld ingevuld
reason-answered_at_once = Binnen 2 seconden verzonden
reason-answered_quickly = Binnen 4 seconden verzonden
reason-token_missing = Geen formuliertoken
reason-token_stale = Formuliertoken verlopen
reason-token_used = Formuliertoken hergebruikt
reason-unvouched = Geen token, geen bevestigde auteur
reason-form_irregular = Onregelmatig formulier
reason-proof_missing = Geen proof of work
reason-proof_wrong = Onjuist proof of work
reason-form_alone = Alleen het formulier is verdacht
reason-network_spam = Spam uit dit netwerk
reason-network_burst = Veel reacties uit dit netwerk
reason-text_repeated = Zelfde tekst op andere pagina’s
reason-flood = Meer reacties dan gewoonlijk
reason-flood_unknown = Onbekend tijdens een stortvloed
reason-queue_full = De wachtrij was vol
reason-suspect_word = Verdacht woord
reason-many_links = Veel links
reason-limits_degraded = Limieten onvolledig
reason-akismet_spam = Akismet: spam
reason-akismet_discard = Akismet: overduidelijke spam
reason-akismet_failed = Akismet antwoordde niet
reason-hook_spam = Je hook: spam
reason-hook_ham = Je hook: legitiem
reason-hook_unsure = Je hook: onzeker
reason-hook_failed = Je hook antwoordde niet
reason-captcha_missing = Captcha niet beantwoord
reason-captcha_wrong = Onjuist captcha-antwoord
reason-captcha_failed = Captchadienst antwoordde niet
## Mails to moderators about waiting comments

notice-comment-subject = [{ $site }] { $author } reageerde op ‘{ $page }’
notice-edit-subject = [{ $site }] { $author } wijzigde een reactie op ‘{ $page }’
notice-digest-subject =
    { $count ->
        [one] [{ $site }] { $count } reactie wacht
       *[other] [{ $site }] { $count } reacties wachten
    }
notice-comment-intro = { $author } reageerde op ‘{ $page }’ ({ $site }). De reactie wacht op een beslissing.
notice-edit-intro = { $author } wijzigde een gepubliceerde reactie op ‘{ $page }’ ({ $site }). De nieuwe tekst wacht op een beslissing.
notice-cut = Dit is alleen het begin; de links tonen de hele tekst.
notice-approve = Goedkeuren
notice-spam = Als spam markeren
notice-trash = Naar de prullenbak verplaatsen
notice-open = Openen in de wachtrij
notice-open-queue = De hele wachtrij openen
notice-links = Elke link toont de reactie en vraagt om bevestiging. De links gelden alleen voor u en { $days } dagen lang; stuur deze mail daarom niet door.
notice-waiting =
    { $count ->
        [one] { $count } reactie wacht op een beslissing.
       *[other] { $count } reacties wachten op een beslissing.
    }
notice-probably-spam =
    { $count ->
        [one] Nog { $count } reactie is waarschijnlijk spam.
       *[other] Nog { $count } reacties zijn waarschijnlijk spam.
    }
notice-more =
    { $count ->
        [one] Nog { $count } reactie wacht.
       *[other] Nog { $count } reacties wachten.
    }
notice-why = U krijgt deze mail omdat u de reacties van { $site } modereert.
notice-off = Deze mails uitzetten
notice-unnamed = Een auteur zonder naam
notice-reader = Een lezer
notice-withheld = De mailserver heeft deze tekst geweigerd. De links tonen hem.
queue-feed-title = Wachtende reacties: { $site }

## The pages that the links of these mails lead to

act-approve = Deze reactie goedkeuren?
act-spam = Deze reactie als spam markeren?
act-trash = Deze reactie naar de prullenbak verplaatsen?
act-approve-change = Deze wijziging goedkeuren?
act-reject-change = Deze wijziging afwijzen?
act-off = Mails over { $site } uitzetten?
act-off-text = U krijgt geen mails meer over wachtende reacties van { $site }. De reacties blijven op u of andere moderatoren wachten.
act-author = { $author } schreef bij ‘{ $page }’:
act-changed = De reactie is intussen gewijzigd of er is over beslist. Lees de reactie en beslis dan.
act-approved = De reactie is gepubliceerd
act-marked-spam = De reactie is als spam gemarkeerd
act-trashed = De reactie ligt in de prullenbak
act-deleted = De reactie is verwijderd
act-rejected = De wijziging is afgewezen
act-rejected-text = De eerdere tekst blijft gepubliceerd.
act-decided-by = { $login } besliste dit op { $time } (UTC).
act-decided-otherwise = Geen moderator besliste dit.
act-ended-text = Deze link is ouder dan { $days } dagen, of u modereert deze site niet meer, of uw e-mailadres is gewijzigd. Als de reactie nog wacht, staat ze in de wachtrij.
act-off-done = De mails staan uit
act-off-done-text = U krijgt geen mails meer over wachtende reacties van { $site }.
act-email = Dit e-mailadres bevestigen?
act-email-text = Mails over wachtende reacties voor het account { $login } gaan dan naar { $email }.
act-email-button = Bevestigen
act-email-done = Het e-mailadres is bevestigd
act-email-done-text = Mails over wachtende reacties gaan nu naar { $email }.
act-email-ended = Dit e-mailadres is bevestigd of verworpen, er is een ander ingevuld, of de link is ouder dan { $days } dagen. Uw account op de pagina voor moderatoren toont welk e-mailadres nog wacht.

## Mails

mail-sign-in-subject = Je code voor { $site }: { $code }
mail-sign-in-body =
    Iemand, waarschijnlijk jij, wil dit e-mailadres bevestigen om op { $site } te reageren.

    Vul deze code in waar je hem hebt aangevraagd:

        { $code }

    Of open deze link op hetzelfde apparaat:

        { $link }

    De code en de link werken één keer en 15 minuten lang.

    Heb je dit niet aangevraagd, negeer deze e-mail dan. Er gebeurt niets, en zonder de code kan niemand
    inloggen.
mail-confirm-subject = Bevestig uw e-mailadres voor { $server }
mail-confirm-body =
    Dit e-mailadres is ingevuld voor het moderatoraccount { $login } op { $server }, om mails over wachtende reacties te krijgen.

    Was u dat, open dan deze link en bevestig het:

        { $link }

    De link werkt één keer en { $days } dagen lang.

    Was u dat niet, negeer deze mail dan. U krijgt geen andere mails.
mail-change-subject = Een ander e-mailadres voor uw account op { $server }
mail-change-body =
    Voor het moderatoraccount { $login } op { $server } is een ander e-mailadres ingevuld. Zodra het bevestigd is, gaan mails over wachtende reacties daarheen.

    Was dat noch u noch een eigenaar, verwerp het dan en wijzig uw wachtwoord hier:

        { $link }

## The pages for bans, sites, accounts and keys

mod-save = Opslaan
mod-saved = Opgeslagen.
mod-add = Toevoegen
mod-added = Toegevoegd.
mod-remove = Verwijderen
mod-removed = Verwijderd.
mod-refresh = Vernieuwen
mod-added-by = Toegevoegd door { $login }, { $time }
mod-line-error = Regel { $line }: { $error }
mod-site = Website
mod-bans = Blokkades
mod-bans-empty = Er zijn geen blokkades.
mod-ban-new = Blokkade toevoegen
mod-ban-of = Schrijver van de reactie van { $name } blokkeren
mod-ban-kind = Soort
mod-kind-person = Aangemelde persoon
mod-kind-email = E-mailadres
mod-kind-domain = E-maildomein
mod-kind-network = IP-adres of netwerk
mod-ban-subject = Wie wordt geblokkeerd
mod-ban-subject-hint = Bijvoorbeeld eve@example.org, example.org met subdomeinen, 203.0.113.7 of 203.0.113.0/24. Een aangemelde persoon blokkeert u vanuit een reactie.
mod-ban-until = Einde (UTC)
mod-ban-until-hint = Laat leeg voor een blijvende blokkade.
mod-ban-note = Notitie
mod-ban-note-hint = Alleen zichtbaar voor moderators.
mod-ban-shadow = De schrijver niets melden
mod-ban-shadow-hint = Nieuwe reacties worden aangenomen en verborgen in plaats van geweigerd.
mod-ban-shadow-tag = zonder melding
mod-ban-also = Bestaande reacties
mod-ban-also-none = Zo laten
mod-ban-button = Blokkeren
mod-ban-exists = Deze blokkade bestaat al.
mod-ban-ends = tot { $time }
mod-ban-permanent = blijvend
mod-ban-added = De blokkade is van kracht.
mod-ban-moved = Bestaande reacties verplaatst: { $what }.
mod-ban-moving = Bestaande reacties worden verplaatst: tot nu toe { $done } van { $what }.
mod-ban-lift = Blokkade opheffen
mod-ban-lifted = De blokkade is opgeheven.
mod-sites-empty = U hebt geen websites. Een eigenaar kan u er een toewijzen.
mod-site-new = Website toevoegen
mod-site-change = Naam en origins
mod-site-name = Naam
mod-site-slug = Korte naam
mod-site-slug-hint = Kleine letters, cijfers en koppeltekens. De naam staat in URL’s en kan later niet worden gewijzigd.
mod-site-origins = Origins
mod-site-origins-hint = Eén per regel, bijvoorbeeld https://blog.example. Alleen pagina’s van deze origins mogen de reacties en het formulier tonen. Voor voorbeelden vervangt een sterretje een deel van de naam: https://*.preview.blog.example.
mod-site-remove = { $name } verwijderen
mod-site-remove-text = De website wordt verwijderd met alle reacties, discussies, blokkades, notities, het logboek en de instellingen. Dit kan niet ongedaan worden gemaakt.
mod-site-confirm = Typ { $slug } om te bevestigen
mod-site-confirm-wrong = Typ { $slug } om de website te verwijderen.
mod-flood = Stortvloed van reacties sinds { $time }: beschermingsniveau { $step } van 3.
mod-policy = Instellingen
mod-policy-of = Instellingen van { $name }
mod-policy-owners = Alleen eigenaren kunnen deze instellingen wijzigen.
mod-policy-conflict = Intussen door een andere eigenaar gewijzigd in: { $value }. Sla nogmaals op om het te vervangen.
mod-part-moderation = Moderatie en woorden
mod-part-people = Wie mag reageren
mod-part-comments = Reacties en formulieren
mod-part-limits = Grenzen en bewaring
mod-policy-moderation = Wat op een moderator wacht
mod-mode-all = Elke reactie
mod-mode-first = Reacties van schrijvers zonder goedgekeurde reactie
mod-mode-suspect = Alleen wat de controles verdenken
mod-mode-none = Niets; spam gaat toch naar de spammap
mod-policy-banned-words = Verboden woorden: de reactie wordt geweigerd
mod-policy-suspect-words = Verdachte woorden: de reactie wacht op een moderator
mod-policy-words-hint = Eén woord per regel, hoogstens 1.000. Hele woorden tellen, in hoofdletters of kleine letters.
mod-policy-links-max = Links zonder wachten
mod-policy-guests = Gasten mogen reageren zonder zich aan te melden
mod-policy-guest-name = Naam van gasten
mod-policy-guest-email = E-mailadres van gasten
mod-policy-guest-website = Website van gasten
mod-rule-required = Verplicht
mod-rule-optional = Optioneel
mod-rule-hidden = Niet gevraagd
mod-policy-email-sign-in = Lezers mogen zich per e-mail aanmelden
mod-policy-all-providers = Alle aanmelddiensten van deze server aanbieden
mod-policy-providers = Anders alleen deze
mod-policy-text-min = Kortste reactie, in tekens
mod-policy-text-max = Langste reactie, in tekens
mod-policy-depth-max = Niveaus van antwoorden
mod-policy-close-after = Discussies sluiten na, in dagen
mod-policy-close-after-hint = Geteld vanaf de eerste reactie. Laat leeg om discussies open te houden.
mod-policy-edit-window = Tijd om de eigen reactie te wijzigen of te verwijderen, in seconden
mod-policy-edit-window-hint = 900 is 15 minuten; 0 is nooit.
mod-policy-edits = Terwijl de wijziging van een gepubliceerde reactie wacht
mod-edits-keep = De gepubliceerde tekst tonen
mod-edits-hide = Niets van de reactie tonen
mod-policy-language = Taal van pagina’s, berichten en mails voor lezers
mod-language-name = Nederlands
mod-policy-privacy = Pagina over privacy
mod-policy-privacy-hint = Elk formulier verwijst naar deze URL. Laat leeg voor geen link.
mod-policy-limits = Grenzen voor het plaatsen, in procent van de ingebouwde
mod-policy-limits-hint = 50 halveert ze, 200 verdubbelt ze.
mod-policy-ham-lost = Echte reacties die in de spammap mogen komen, van 1.000
mod-policy-spam-published = Spam die gepubliceerd mag worden, van 100
mod-policy-pending-max = Hoogste aantal wachtende reacties
mod-policy-pending-hint = Daarboven gaat de waarschijnlijkste spam naar de spammap, maar nooit reacties van bevestigde schrijvers.
mod-policy-pending-network = Hoogste aantal wachtende uit één netwerk
mod-policy-spam-days = Dagen tot spam wordt verwijderd
mod-policy-trash-days = Dagen tot de prullenbak wordt geleegd
mod-policy-days-hint = 0 is nooit.
mod-preview = Voorbeeld
mod-preview-title = Met deze instellingen, van de laatste { $count } reacties van lezers
mod-preview-held = zouden op een moderator hebben gewacht: { $count }
mod-preview-refused = zouden zijn geweigerd: { $count }
mod-preview-filed = zouden naar de spammap zijn gegaan: { $count }
mod-preview-published = zouden meteen zijn gepubliceerd: { $count }
mod-preview-cut = Alleen de nieuwste staan in de lijst.
mod-preview-unsaved = Er is nog niets opgeslagen.
mod-people = Accounts
mod-person-new = Moderator toevoegen
mod-person-self = u
mod-person-no-sites = geen websites
mod-person-sites = Websites van een moderator
mod-person-remove = { $login } verwijderen
mod-person-remove-text = Het account wordt verwijderd. De sessies en API-sleutels eindigen meteen. Gepubliceerde reacties en het logboek blijven.
mod-account = Account { $login }
mod-profile = Naam, rol en websites
mod-profile-owners = Alleen eigenaren kunnen dit wijzigen.
mod-display-name = Weergavenaam
mod-display-name-hint = Staat naast de reacties van deze moderator. Zonder naam zien lezers de naam van de website.
mod-login-hint = Letters, cijfers, punten, onderstrepingstekens en koppeltekens. Lezers zien hem nooit.
mod-role = Rol
mod-role-owner = Eigenaar
mod-role-moderator = Moderator
mod-role-hint = Eigenaren mogen alles op alle websites; moderators modereren de hieronder gekozen websites.
mod-email-hint = Voor mails over wachtende reacties. Laat leeg voor geen mails.
mod-email-refused = De mailserver weigerde dit e-mailadres, daarom worden geen mails verstuurd. Verbeter het, of sla het nogmaals op zodra het werkt.
mod-email-waits = { $email } wacht op bevestiging: open de link in de mail die daarheen ging.
mod-email-in-use = Tot dan gaan mails naar { $email }.
mod-email-no-use = Tot dan worden geen mails verstuurd.
mod-email-send-again = Mail nogmaals versturen
mod-email-sent = De mail is nogmaals verstuurd.
mod-email-drop = Dit e-mailadres verwerpen
mod-email-dropped = Het nieuwe e-mailadres is verworpen.
mod-already-gone = Het bestaat niet meer: het was al verwijderd.
mod-unsent = Deze tekst is nog niet verzonden. Verzend of annuleer die eerst.
mod-email-none-waits = Er wacht geen e-mailadres op bevestiging.
mod-email-no-mail = Deze server verstuurt geen mails, daarom kan een e-mailadres niet worden bevestigd. Vraag het de beheerder van de server.
mod-notices = Mails over wachtende reacties
mod-notice-mode = Mails over { $site }
mod-notice-off = Geen
mod-notice-each = Voor elke reactie, meteen
mod-notice-hourly = Hoogstens één per uur
mod-notice-daily = Hoogstens één per dag
mod-notice-more-than = Hoogstens één per dag, als er meer wachten dan het getal hieronder
mod-notice-number = Hoeveel er op { $site } zonder mail mogen wachten
mod-password-change = Wachtwoord wijzigen
mod-password-hint = Minstens 15 tekens die niet makkelijk te raden zijn.
mod-password-ends = Dit beëindigt al uw andere sessies.
mod-password-reset = Dit beëindigt alle sessies van het account en verwijdert het e-mailadres, omdat een ander toegang kan hebben gehad.
mod-password-set = Het wachtwoord is gewijzigd.
mod-current-password = Huidig wachtwoord
mod-current-password-wrong = Dit is niet uw huidige wachtwoord.
mod-new-password = Nieuw wachtwoord
mod-api-keys = API-sleutels
mod-next-entries = Volgende items
mod-keys-empty = Er zijn geen API-sleutels.
mod-key-new = Sleutel maken
mod-key-label = Label
mod-key-label-hint = Waar de sleutel voor is, bijvoorbeeld een programma.
mod-key-may = Wat de sleutel mag
mod-key-all = Alles wat u mag
mod-key-feed = De feed van { $site } lezen
mod-key-created = Sleutel voor { $label }
mod-key-once = Kopieer hem nu: hij wordt alleen deze keer getoond.
mod-key-used = laatst gebruikt { $time }
mod-key-unused = nooit gebruikt
mod-key-revoke = Intrekken
mod-key-revoked = De sleutel is ingetrokken.
policy-range = Moet tussen { $low } en { $high } liggen.
policy-words-many = Hoogstens { $max } woorden (nu { $count }). Verwijder er een paar.
policy-word-length = Een woord heeft 1 tot { $max } tekens (nu { $count }).

## Refusals of the moderators’ pages and their API

missing-site = Deze website bestaat niet of u mag deze niet zien.
missing-moderator = Dit account bestaat niet of u mag het niet zien.
missing-ban = Deze blokkade bestaat niet of u mag deze niet zien.
missing-key = Deze sleutel bestaat niet of u mag deze niet zien.
missing-batch = Deze beslissing bestaat niet of u mag deze niet zien.
missing-thread = Deze pagina heeft geen reacties of u mag deze niet zien.
missing-comment = Deze reactie bestaat niet of u mag deze niet zien.
missing-note = Deze notitie bestaat niet of u mag deze niet zien.
missing-file = Dit bestand bestaat niet of u mag het niet zien.
site-exists = Er bestaat al een website met deze korte naam.
site-unknown = Er is geen website met deze korte naam.
slug-empty = Vul een korte naam voor de website in.
slug-characters = De korte naam van een website mag alleen a–z, 0–9 en koppeltekens bevatten.
slug-too-long = De korte naam van een website mag maximaal { $max } tekens hebben; deze heeft er { $count }.
login-empty = Vul een gebruikersnaam in.
login-characters = Een gebruikersnaam mag alleen a–z, 0–9, punten, lage streepjes en koppeltekens bevatten.
login-too-short = Een gebruikersnaam moet minimaal { $min } tekens hebben.
login-too-long = Een gebruikersnaam mag maximaal { $max } tekens hebben; deze heeft er { $count }.
password-too-short = Het wachtwoord moet minimaal { $min } tekens hebben. Een paar woorden zonder verband werken goed.
password-too-long = Het wachtwoord mag maximaal { $max } bytes hebben.
password-too-common = Het wachtwoord is te makkelijk te raden. Gebruik een paar woorden zonder verband.
moderator-name-taken = Een ander account heeft deze weergavenaam of een die erop lijkt. Kies een andere.
moderator-exists = Er bestaat al een account met deze gebruikersnaam.
moderator-last-owner = De laatste eigenaar kan niet worden verwijderd of gedegradeerd. Maak eerst een andere moderator eigenaar.
key-label-invalid = Het label moet 1 tot 100 tekens hebben, zonder stuurtekens.
setup-over = Het token voor de installatie is onjuist, verlopen of al gebruikt. Start de server opnieuw voor een nieuw token.
ban-person = Moet de id van een persoon zijn (een UUID).
ban-domain = Moet een domein zijn, zoals spam.example.
ban-network = Moet een IP-adres of een netwerk zijn, zoals 203.0.113.0/24.
ban-network-large = Het netwerk is te groot: de kortste toegestane prefix is { $prefix }.
ban-until-past = Moet in de toekomst liggen. Laat het leeg voor een blokkade voor altijd.
filter-network = Moet een IPv4-netwerk /24 of een IPv6-netwerk /48 zijn, of een IP-adres daarin.
filter-from-after = Moet vóór het einde van de periode liggen.
pinned-invalid = Moet de id zijn van een goedgekeurde reactie op deze pagina die geen antwoord is.
origin-empty = Vul de origin van de website in, zoals https://example.org.
origin-invalid = Een origin bestaat uit een schema, een host en eventueel een poort, zoals https://example.org.
origin-wildcard = Een origin met jokerteken moet met https://*. beginnen en mag geen ander sterretje hebben, zoals https://*.blog.pages.dev.
origin-public-suffix = Iedereen kan hosts onder dit domein hebben. Voeg de naam van uw project toe, zoals https://*.blog.pages.dev.
origins-exact = Een website heeft een origin zonder jokerteken nodig, zoals https://blog.example: lezers worden daarheen gestuurd.
origins-too-many = Een website heeft maximaal { $max } origins; het zijn er { $count }.
policy-providers = Maximaal 100 id’s van aanbieders, zoals github.
notice-number-required = Vul in hoeveel reacties zonder mail mogen wachten.
notice-number-extra = Een getal hoort alleen bij mails als er meer wachten dan dat. Laat het leeg.
batch-running = Dit loopt nog ({ $done } van { $total } reacties). Maak het ongedaan als het klaar is.
api-key-only-session = Een API-sleutel mag dit niet. Log in met uw wachtwoord.
