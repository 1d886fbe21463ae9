# Texts for readers in Italian.

## Titles of problems, by code

title-malformed = Richiesta non leggibile
title-wrong_host = Nome del server errato
title-unauthorized = Credenziali mancanti o non valide
title-wrong_password = Nome utente o password non corretti
title-wrong_code = Codice errato
title-forbidden = Non consentito
title-thread_closed = I commenti sono chiusi
title-identity_required = Accedi per commentare
title-banned = Non è possibile commentare
title-edit_window_over = Il tempo per le modifiche è scaduto
title-not_found = Non trovato
title-method_not_allowed = Metodo non consentito
title-not_acceptable = Nessun formato adatto
title-timeout = La richiesta ha impiegato troppo tempo
title-conflict = Modificato nel frattempo
title-duplicate = Già pubblicato
title-exists = Esiste già
title-in_progress = Ancora in corso
title-too_large = Troppo grande
title-uri_too_long = URL troppo lungo
title-unsupported_media_type = Formato non supportato
title-invalid = Alcuni campi non sono validi
title-idempotency_mismatch = Chiave già usata per un’altra richiesta
title-too_fast = Troppo veloce
title-flooded = Temporaneamente chiuso agli ospiti
title-headers_too_large = Intestazioni troppo grandi
title-internal = Errore interno
title-unavailable = Non disponibile al momento
title-too_slow = La ricerca ha impiegato troppo tempo
title-outcome_unknown = Salvataggio incerto

## Details of problems, by code: what happened and what to do

problem-malformed = Non è stato possibile leggere la richiesta. Inviala di nuovo.
problem-wrong_host = Questo server non risponde a quel nome.
problem-unauthorized = Non hai effettuato l’accesso o la tua sessione è terminata. Accedi di nuovo.
problem-wrong_password = Nome utente o password non corretti.
problem-wrong_code = Il codice è errato, è già stato usato, ha più di 15 minuti o è stato provato troppe volte. Richiedine uno nuovo.
problem-forbidden = Non puoi farlo.
problem-thread_closed = I commenti di questa pagina sono chiusi.
problem-thread-locked = I commenti di questa pagina sono bloccati e non si possono più modificare.
problem-identity_required = Questo sito accetta commenti solo da chi effettua l’accesso. Accedi e invia di nuovo il tuo commento.
problem-banned = Il tuo commento non può essere accettato.
problem-edit_window_over = Il tempo in cui si poteva modificare questo commento è scaduto.
problem-not_found = Qui non c’è nulla, o nulla che tu possa vedere.
problem-method_not_allowed = Questo URL non supporta questo metodo.
problem-not_acceptable = Nessuno dei formati richiesti è disponibile qui.
problem-timeout = Ciò che hai inviato non è arrivato in tempo. Invialo di nuovo.
problem-conflict = Il contenuto è stato modificato nel frattempo. Ricaricalo, poi decidi.
problem-duplicate = Hai già pubblicato qui questo testo. Non serve inviarlo di nuovo.
problem-exists = Esiste già una voce con questo nome.
problem-in_progress = La stessa richiesta è ancora in corso. Riprova tra un momento.
problem-too_large = Ciò che hai inviato è più grande di quanto questo server accetti. Accorcia il tuo testo e invialo di nuovo.
problem-uri_too_long = L’URL della richiesta è troppo lungo.
problem-unsupported_media_type = Il modulo è stato inviato in un formato che questo server non accetta.
problem-invalid = Correggi i campi contrassegnati.
problem-invalid-fields = Correggi: { $fields }.
problem-idempotency_mismatch = Questa chiave è già stata usata per un’altra richiesta.
problem-too_fast = Troppe richieste. Riprova tra { wait-time }.
problem-flooded = Questo sito sta ricevendo molti più commenti del solito, perciò non ne accetta da chi non ha effettuato l’accesso. Accedi o invia di nuovo il tuo tra { wait-time }.
problem-headers_too_large = Le intestazioni della richiesta sono troppo grandi.
problem-internal = Qualcosa è andato storto da parte nostra. Riprova più tardi.
problem-unavailable = Temporaneamente non disponibile. Riprova tra poco.
problem-too_slow = L’operazione ha richiesto più di 5 secondi ed è stata interrotta. Restringi la ricerca: scegli un sito, uno stato, una pagina o meno giorni.
problem-outcome_unknown = Non si sa se il contenuto sia stato salvato. Controlla la pagina prima di inviarlo di nuovo.

problem-no-site = Questo sito non esiste qui. La pagina che contiene il modulo ne indica uno sbagliato; chi la gestisce può correggerla.
problem-no-parent = Il commento a cui hai risposto non esiste più. Pubblica il tuo come nuovo commento o rispondi a un altro.
problem-no-comment = Questo commento non esiste, oppure non puoi vederlo.
problem-comment-gone = Questo commento è stato eliminato.
problem-no-provider = Questo modo di accedere non è disponibile qui.
problem-no-mail-sign-in = L’accesso via email non è disponibile qui.
problem-form-broken = Il modulo si è danneggiato durante l’invio: contiene un segno di percentuale errato o una parte illeggibile.
problem-form-many-fields = Il modulo ha più di { $max } campi.
problem-own-page-only = Questo modulo può essere inviato solo dalle pagine di questo server. Apri la pagina e riprova.
problem-signed-out = Non hai effettuato l’accesso, o l’hai effettuato su un altro sito. Accedi di nuovo; nulla di ciò che hai scritto è andato perso.
problem-no-edit-token = Può farlo solo chi ha scritto il commento. Invia il token di modifica del commento o accedi.
problem-wrong-edit-token = Questo token di modifica non appartiene a questo commento.
problem-right-ended = Il tuo permesso di pubblicare qui per la moderazione è appena terminato. Invia di nuovo il testo come commento normale.
problem-published-by-moderator = Questo commento è stato pubblicato dalla moderazione. Modificalo con il token o la sessione collegata di chi lo ha pubblicato, oppure eliminalo.
problem-handover = Il codice è errato, è già stato usato, ha più di un minuto o è stato creato per un’altra pagina. Accedi di nuovo.

wait-time = { $unit ->
    [hour] { $wait ->
        [one] { $wait } ora
        [many] { $wait } di ore
       *[other] { $wait } ore
    }
    [minute] { $wait ->
        [one] { $wait } minuto
        [many] { $wait } di minuti
       *[other] { $wait } minuti
    }
   *[second] { $wait ->
        [one] { $wait } secondo
        [many] { $wait } di secondi
       *[other] { $wait } secondi
    }
}

## Exceeded limits, by limit

limit-comments = Hai inviato diversi commenti in poco tempo. Attendi { wait-time }, poi invia di nuovo questo.
limit-network = Dalla tua rete arrivano molti commenti. Attendi { wait-time }, poi invia di nuovo il tuo.
limit-site = Al momento vengono inviati molti commenti. Attendi { wait-time }, poi invia di nuovo il tuo.
limit-mail = Sono stati richiesti troppi codici. Riprova tra { wait-time }.
limit-sign-in = Troppi tentativi di accesso. Riprova tra { wait-time }.
limit-my-data = L’hai richiesto più volte in poco tempo. Riprova tra { wait-time }.
limit-reading = Troppe richieste. Riprova tra { wait-time }.

## Names of fields

label-text = commento
label-name = nome
label-email = email
label-website = sito web
label-page = pagina
label-parent_id = commento a cui si risponde
label-code = codice

## What is wrong with a field

field-required = Questo campo è obbligatorio.
field-type-text = Deve essere un testo.
field-type-boolean = Deve essere true o false.
field-type-integer = Deve essere un numero intero.
field-type-number = Deve essere un numero.
field-type-list = Deve essere un elenco.
field-type-object = Deve essere un oggetto.
field-unknown = Campo sconosciuto. Campi conosciuti: { $known }.
field-unknown-none = Campo sconosciuto; qui non si accettano campi.
field-id = Questo non è un ID valido.
field-time = Deve essere una data con ora, per esempio 2026-11-24T05:10:23Z.
field-one-of = Deve essere uno di questi valori: { $choices }.
field-too-short = Deve avere almeno { $min ->
    [one] { $min } carattere
    [many] { $min } di caratteri
   *[other] { $min } caratteri
}.
field-too-long = Deve avere al massimo { $max ->
    [one] { $max } carattere
    [many] { $max } di caratteri
   *[other] { $max } caratteri
} (ricevuti: { $count }).
field-too-few = Deve avere almeno { $min ->
    [one] { $min } elemento
    [many] { $min } di elementi
   *[other] { $min } elementi
}.
field-too-many = Deve avere al massimo { $max ->
    [one] { $max } elemento
    [many] { $max } di elementi
   *[other] { $max } elementi
} (ricevuti: { $count }).
field-too-small = Deve essere almeno { $min }.
field-too-large = Deve essere al massimo { $max }.
field-twice = Lo stesso elemento compare due volte.
field-nul = Non deve contenere il carattere U+0000, che non può essere salvato.
field-parameter = Questo parametro è obbligatorio.
parameter-too-short = Deve avere almeno { $min ->
    [one] { $min } carattere
    [many] { $min } di caratteri
   *[other] { $min } caratteri
}.
parameter-too-long = Deve avere al massimo { $max ->
    [one] { $max } carattere
    [many] { $max } di caratteri
   *[other] { $max } caratteri
}.
parameter-too-many = Deve avere al massimo { $max ->
    [one] { $max } elemento
    [many] { $max } di elementi
   *[other] { $max } elementi
}.
parameter-integer = Deve essere un numero intero entro i limiti.
parameter-other = Questo valore non è tra quelli accettati.
field-body-object = Il corpo deve essere un oggetto.
field-shape = Il corpo non ha la forma documentata.

text-empty = Scrivi qualcosa.
text-too-short = Un commento deve avere almeno { $min ->
    [one] { $min } carattere
    [many] { $min } di caratteri
   *[other] { $min } caratteri
}; questo ne ha { $count }. Scrivi qualcosa in più.
text-too-long = Un commento può avere al massimo { $max } caratteri; questo ne ha { $count }. Accorcialo.
text-too-many-bytes = Un commento può avere al massimo { $max } byte; questo ne ha { $count }. Accorcialo.
text-too-many-lines = Un testo può avere al massimo { $max } righe. Togli qualche interruzione di riga.
text-too-many-marks = Ci sono più di { $max } accenti su una sola lettera. Togline qualcuno.
text-banned-word = Questo sito non accetta commenti con “{ $word }”.
text-shows-nothing = Verrebbe mostrato come un commento vuoto, perché contiene solo Markdown. Scrivi qualcosa o metti una barra rovesciata prima del primo carattere.
page-missing = Indica di quale pagina si tratta.
page-placeholder = Il modello di questa pagina non è stato compilato, quindi il commento non ha una pagina. Chi gestisce la pagina può correggerlo; qui va il percorso della pagina, come in /2026/mio-articolo.
page-control = La chiave di questa pagina contiene un carattere invisibile, quindi il commento non ha una pagina. Chi gestisce la pagina può correggerla.
page-too-long = La chiave di una pagina può avere al massimo { $max } byte; questa ne ha { $count }. Chi gestisce la pagina può accorciarla.

name-empty = Inserisci un nome.
name-too-long = Un nome può avere al massimo { $max } caratteri; questo ne ha { $count }. Accorcialo.
name-reserved = Questo nome è riservato al sito. Scegline un altro.
title-empty = Inserisci un titolo.
title-too-long = Un titolo può avere al massimo { $max } caratteri; questo ne ha { $count }.

email-empty = Inserisci un indirizzo email.
email-too-long = Un indirizzo email può avere al massimo { $max } caratteri; questo ne ha { $count }. Controlla che non ci siano errori di battitura.
email-local-too-long = La parte prima della @ può avere al massimo { $max } caratteri; questa ne ha { $count }. Controlla che non ci siano errori di battitura.
email-control = L’indirizzo email contiene una tabulazione o un’interruzione di riga. Toglila.
email-no-at = Un indirizzo email contiene una @, come in nome@example.org.
email-many-at = Un indirizzo email contiene una sola @. Inserisci un solo indirizzo.
email-no-local = Prima della @ non c’è nulla. Inserisci l’indirizzo completo.
email-not-ascii = Prima della @ sono possibili solo lettere semplici, senza accenti.
email-blank = Prima della @ non può esserci uno spazio. Inserisci solo l’indirizzo, come in nome@example.org.
email-character = Prima della @ non può esserci “{ $character }”. Inserisci solo l’indirizzo, come in nome@example.org.
email-dot = Prima della @ c’è un punto nel posto sbagliato.
email-encoded = Questa è una parola codificata, non un indirizzo email. Inserisci l’indirizzo vero e proprio.
email-domain = Ciò che segue la @ non è un dominio come example.org. Controlla che non ci siano errori di battitura.
email-not-proved = Verifica prima questo indirizzo email: collegalo qui sopra.

website-empty = Inserisci l’URL di un sito web.
website-too-long = L’URL di un sito web può avere al massimo { $max } byte; questo ne ha { $count }. Accorcialo.
website-invalid = Questo non è l’URL di un sito web. Scrivilo come in https://example.org.
website-control = Nell’URL c’è un carattere invisibile. Digitalo invece di incollarlo.
website-blank = L’URL di un sito web non contiene spazi.
website-userinfo = Qui l’URL di un sito web non può contenere un nome o una password. Togli ciò che precede la @.
website-host = Questo non è l’URL di un sito web. Controlla il nome del server.

## Warnings: fields that were repaired or ignored

warning-unknown = Questo campo non esiste; è stato ignorato.
warning-repeated = Il modulo invia questo campo più di una volta; vale il primo valore.
warning-file = Questo server non accetta file; il campo è stato ignorato.
warning-ignored = { $fault } Il valore è stato ignorato.
warning-page = Questo valore non indica una pagina; il commento appartiene alla pagina da cui è stato inviato il modulo.
warning-parent = Questo non è l’ID di un commento; il commento non è una risposta.
warning-origin-moved = Non si trova su un’origine del sito; è stato spostato su { $origin }.
warning-origin-ignored = Non si trova su un’origine del sito; è stato ignorato. Origini del sito: { $origins }.
warning-url-page = Questo URL indica una pagina diversa da `page`; non conta per la discussione.
warning-subscribe = Questo server non invia email sulle risposte; il campo è stato ignorato.
warning-signed-in = Chi scrive ha effettuato l’accesso; il campo è stato ignorato.
warning-not-asked = Questo sito non lo richiede; il campo è stato ignorato.
warning-token = Questo token non appartiene a questo modulo; il commento è stato trattato come uno senza token.
warning-solution = Questa non è la soluzione di una challenge del modulo; è stata ignorata.

author-not-asked = Hai effettuato l’accesso; ometti questo dato, oppure prima esci.

## The answer to a comment

posted-approved = Grazie. Il tuo commento è pubblicato.
posted-pending = Grazie. Il tuo commento è in attesa di moderazione.
notice-pending = Grazie. Il tuo commento è in attesa di moderazione; apparirà qui non appena sarà approvato.

## The form

reply-heading = Lascia un commento
reply-heading-to = Rispondi a { $name }
reply-cancel = Annulla risposta
reply-required = (obbligatorio)
reply-text = Commento
reply-name = Nome
reply-email = Email (non viene mai mostrata)
reply-website = Sito web
reply-honeypot = Lascia vuoto questo campo
reply-button = Invia commento
reply-closed = I commenti sono chiusi.
reply-locked = I commenti sono bloccati: niente nuovi commenti né modifiche.
reply-details = Inserisci i tuoi dati qui sotto o fai clic su un’icona per accedere:
reply-another-account = Fai clic su un’icona per accedere con un altro account:
reply-account = { $kind ->
    [email] Stai commentando con il tuo indirizzo email come { $name }.
   *[other] Stai commentando con il tuo account { $provider } come { $name }.
}
reply-log-out = Esci
reply-change = Cambia
reply-by-email = Email

refused-nothing-lost = Nulla di ciò che hai scritto è andato perso: è ancora nel modulo.
refused-your-text = Il tuo testo
refused-copy = Il tuo commento non è stato pubblicato. Ecco il tuo testo, così puoi copiarlo:
refused-too-large-to-show = Ciò che hai inviato non è stato salvato ed è troppo grande per essere mostrato qui. Torna indietro nel browser: il tuo testo dovrebbe essere ancora nel modulo.
refused-no-text = Torna indietro nel browser e riprova.
refused-back = Torna alla pagina

## The comments of a page

thread-count = { $count ->
    [one] { $count } commento
    [many] { $count } di commenti
   *[other] { $count } commenti
}
thread-empty = Ancora nessun commento.
thread-removed = Questo commento è stato rimosso.
thread-nameless = Utente senza nome
thread-edited = modificato
thread-reply = Rispondi
thread-reply-to = Rispondi a { $name }
thread-more = Altri commenti

## The script of the form

script-unreachable = Il server non risponde. Il tuo testo è ancora qui.
script-keep = mantieni questo
script-or = Fai clic su un’icona per accedere con un altro account, o { $keep }:
script-connecting = Connessione a { $provider }…
script-here = Accedi invece in questa pagina
script-cancel = Annulla
script-cancelled = Non hai effettuato l’accesso.
script-failed = Non ha funzionato. Non hai effettuato l’accesso.

## Signing in

sign-in-heading = Accedi a { $site }
sign-in-asked = Stai per accedere a { $site } con il tuo account { $provider } e poi andrai a { $back }. Se non era tua intenzione, chiudi questa pagina.
sign-in-continue = Continua su { $provider }
sign-in-connecting = Connessione a { $provider }…
sign-in-wait = Il browser mostrerà la pagina tra un momento.
sign-in-done = Accesso effettuato
sign-in-window = Questa finestra si chiude da sola. Se non succede, torna a { $site }.
sign-in-back = Torna a { $site }
sign-in-mail-asked = Hai confermato che { $email } è il tuo indirizzo email. Andrai a { $back }. Se non l’hai richiesto, chiudi questa pagina.
sign-in-button = Accedi
sign-in-this-server = questo server
sign-in-the-provider = Il fornitore
sign-in-mail = Email
sign-in-data-deleted = I tuoi dati sono stati eliminati
sign-in-data-deleted-text = In data { $day }, { $provider } ha richiesto l’eliminazione dei dati relativi al tuo account. Sono stati eliminati prima che { $provider } ricevesse la risposta.

sign-in-text-kept = Il tuo testo è ancora nel modulo.
sign-in-cancelled = Non hai effettuato l’accesso con { $provider }
sign-in-cancelled-text = Puoi riprovare o scegliere un altro modo.
sign-in-not-offered = { $provider } non è disponibile qui
sign-in-not-offered-text = Scegli un altro modo per accedere.
sign-in-no-answer = { $provider } non ha risposto
sign-in-no-answer-text = Riprova più tardi o scegli un altro modo.
sign-in-untrusted = { $provider } ha dato una risposta inaffidabile
sign-in-untrusted-text = Non hai effettuato l’accesso. Riprova o scegli un altro modo.
sign-in-misconfigured = { $provider } non accetta questo server
sign-in-misconfigured-text = Chi gestisce questo server può leggerne il motivo nel log. Scegli un altro modo.
sign-in-ended = Questo accesso non è più valido
sign-in-ended-text = È stato avviato in un altro browser o troppo tempo fa, oppure è già stato usato. Torna indietro e ricomincia.
sign-in-unreadable = { $provider } ha inviato una risposta illeggibile
sign-in-unreadable-text = Torna indietro e ricomincia, o scegli un altro modo.
sign-in-taken = Questo account appartiene qui a un’altra persona
sign-in-taken-text = Il tuo account { $provider } è già collegato qui a un’altra persona. Prima accedi con quell’account e scollegalo da lì.
sign-in-unavailable = Non disponibile al momento
sign-in-unavailable-text = Riprova tra un momento.

sign-in-challenge-needed = Invia la challenge del modulo; solo le pagine di questo server possono ometterla.
sign-in-challenge = Invia SHA-256 in base64url senza riempimento: 43 caratteri.
sign-in-verifier-length = Deve avere da 43 a 128 caratteri (ricevuti: { $got }). Invia il verifier il cui SHA-256 era la challenge.
sign-in-verifier-characters = Sono consentiti solo A–Z, a–z, 0–9, trattino, punto, trattino basso e tilde (RFC 7636, sezione 4.1).
sign-in-return-to = Deve essere un URL su { $origins }, senza un altro URL nel percorso.
sign-in-page = Deve essere un URL su un’origine del sito, senza un altro URL nel percorso.

mail-announced = Se questo indirizzo può ricevere email, un codice è in arrivo. È valido per 15 minuti.
mail-announced-to = Se { $email } può ricevere email, un codice è in arrivo. È valido per 15 minuti.
mail-wrong-code = Questo non è il codice, oppure ha più di 15 minuti o è stato provato troppe volte.
mail-attempt = Questo non è un valore valido per `attempt`. Invialo esattamente come lo hai ricevuto, oppure omettilo.

## A commenter's own page

me-title = I tuoi commenti e i tuoi dati
me-intro = Accedi per vedere e modificare ciò che questo server conserva su di te. Se hai commentato senza account, verifica l’indirizzo email che avevi indicato: così controlli tutto ciò che è stato scritto con quell’indirizzo.
me-sign-in-with = Accedi con { $provider }
me-signed-in = { $kind ->
    [email] Hai effettuato l’accesso come { $name } con il tuo indirizzo email.
   *[other] Hai effettuato l’accesso come { $name } con il tuo account { $provider }.
}
me-sign-out = Esci
me-offer = { $count ->
    [one] { $count } commento è stato scritto con { $email } prima che tu verificassi questo indirizzo email. Chiunque avrebbe potuto digitarlo: rivendica il commento solo se lo hai scritto tu.
    [many] { $count } di commenti sono stati scritti con { $email } prima che tu verificassi questo indirizzo email. Chiunque avrebbe potuto digitarlo: rivendica i commenti solo se li hai scritti tu.
   *[other] { $count } commenti sono stati scritti con { $email } prima che tu verificassi questo indirizzo email. Chiunque avrebbe potuto digitarlo: rivendica i commenti solo se li hai scritti tu.
}
me-claim = { $count ->
    [one] Rivendica il commento
    [many] Rivendica i commenti
   *[other] Rivendica i commenti
}
me-profile = Nome e sito web
me-picture = La tua immagine
me-name = Nome mostrato accanto ai tuoi commenti
me-website = Sito web mostrato con il nome
me-change = Modifica
me-accounts = Account
me-accounts-text = Con ognuno di questi sei qui la stessa persona.
me-last-used = ultimo utilizzo: { $day }
me-unlink = Scollega
me-unlink-here = Scollega ed esci qui
me-link = Collega un account { $provider }
me-sessions = Dove hai effettuato l’accesso
me-this-page = Questa pagina
me-session = { $place }, con { $provider }, ultimo utilizzo: { $day }
me-here = (qui)
me-end = Termina
me-end-others = Termina tutte le altre
me-data = I tuoi dati
me-download = Scarica tutto ciò che è conservato su di te
me-erase-text = Cancella tutto ciò che è conservato su di te, in ogni sito di questo server. Le risposte di altre persone restano.
me-your-comments = I tuoi commenti
me-anonymise = I miei commenti restano, senza nulla che mi identifichi
me-delete = I miei commenti vengono eliminati
me-sure = Confermo: l’operazione non può essere annullata
me-erase = Cancella i miei dati
me-code = Il codice ricevuto via email
me-link-this = Collega questo indirizzo email
me-link-email = Collega un indirizzo email
me-email = Accedi con un codice via email
me-send-code = Inviami un codice

me-moderator = Rispondi per la moderazione
me-moderator-linked = Questa sessione è stata collegata all’account di moderazione { $login } (mostrato come { $name }) in data { $day }. Ciò che pubblichi con una sessione collegata su un sito che moderi appare subito con il tuo ruolo.
me-moderator-end = Termina tutti i collegamenti
me-moderator-more = Collega le sessioni avviate da allora
me-moderator-link = Collega le tue sessioni al tuo account di moderazione
me-moderator-text = Per chi modera un blog di questo server. Accedi prima al blog, poi inserisci qui il nome utente e la password del tuo account di moderazione: ogni sessione elencata sotto resta collegata fino al suo termine e non contiene mai il token di un account di moderazione.
me-moderator-login = Nome utente dell’account di moderazione
me-moderator-password = Password dell’account di moderazione
me-moderator-button = Collega le mie sessioni
me-moderator-session = collegata al tuo account di moderazione

me-done-profile = Il tuo nome e il tuo sito web sono stati modificati per i prossimi commenti.
me-done-unlinked = L’account è scollegato e le sessioni avviate con esso sono terminate.
me-done-ended = La sessione è terminata.
me-done-others = Tutte le altre sessioni sono terminate.
me-done-linked = Le tue sessioni sono collegate: ciò che pubblichi con esse sui tuoi siti appare subito.
me-done-unlinked-moderator = Nessuna delle tue sessioni è più collegata a un account di moderazione.
me-done-adopted = I commenti ora sono tuoi.
me-done-out = Disconnessione effettuata.
me-done-over = La tua sessione è terminata. Accedi di nuovo.
me-done-erased = Tutto ciò che era conservato su di te è stato cancellato.
me-last-account = Questo è l’ultimo account che ti identifica qui; senza, nulla potrebbe collegarti ai tuoi commenti. Collegane prima un altro, oppure cancella tutto.
me-not-linked = Questo account non è più collegato a te.
me-no-session = Questa non è una delle tue sessioni.
me-choose = Scegli cosa succede ai tuoi commenti.
me-confirm = Conferma la tua scelta: l’operazione non può essere annullata.

## The embedded thread

# The headline above the comments of a page with a title.
thread-heading = { $count ->
    [0] Ancora nessun commento su “{ $title }”
    [one] Un commento su “{ $title }”
    [many] { $count } di commenti su “{ $title }”
   *[other] { $count } commenti su “{ $title }”
}
# Invites readers to write the first comment of a page.
thread-invite = Ancora nessun commento. Tu cosa ne pensi?
thread-page-title = Commenti su “{ $title }”
thread-oldest = Prima i meno recenti
thread-newest = Prima i più recenti
thread-in-reply-to = in risposta a { $name }
thread-role-moderator = Moderazione
# The badge beside the name of the person whose blog it is.
thread-role-owner = Redazione
# The badge of the comment that is shown first.
thread-pinned = In evidenza
thread-edit = Modifica
thread-edit-own = Modifica il tuo commento
thread-delete = Elimina
thread-delete-own = Elimina il tuo commento
thread-delete-question = Eliminare il tuo commento? L’operazione non può essere annullata.
thread-cancel = Annulla
thread-save = Salva
thread-deleted = Il tuo commento è stato eliminato.
thread-saved = La tua modifica è stata salvata.
thread-pending = In attesa di moderazione. Solo tu puoi vederlo.
thread-edit-pending = La tua modifica è in attesa di moderazione. Fino ad allora le altre persone vedono il testo precedente.
thread-in-review = Questo commento è stato modificato ed è in attesa di moderazione.
thread-missing = Questo commento non è più disponibile.
thread-earlier = Commenti precedenti
thread-load-failed = Non è stato possibile caricare i commenti.
thread-retry = Riprova

## The embedded form

form-preview = Anteprima
form-preview-title = Anteprima del tuo commento
form-continue = Continua a scrivere
form-sending = Invio in corso…
form-format = Puoi usare *enfasi*, **testo in evidenza**, `codice`, > citazioni, elenchi e link.
form-draft = Il tuo testo resta salvato in questo browser finché non lo pubblichi.
form-remember = Salva il mio nome, email e sito web in questo browser per la prossima volta che commento.
form-offline = Non c’è connessione. Il tuo testo è salvato qui. Invialo quando la connessione sarà tornata.
form-not-sent = Non è stato possibile inviare il tuo commento. Il tuo testo è ancora qui.
form-send-again = Invia di nuovo
form-now = Ora puoi inviare il tuo commento.
# Shown while the browser computes a proof of work.
form-proof = Il tuo browser sta risolvendo un piccolo compito che tiene lontano lo spam: { $percent }%
form-left = Caratteri rimanenti: { $count }
form-privacy = Informativa sulla privacy
form-sign-in-needed = Accedi per commentare.
form-sign-in-with = Accedi con { $provider }
form-email-intro = Inserisci il tuo indirizzo email. Riceverai un codice via email e non ti servirà una password.
form-new-code = Invia un nuovo codice
form-signed-in = Hai effettuato l’accesso come { $name }.
form-signed-out = Disconnessione effettuata.

## The comments of a person on their own page

me-comments-title = Che cosa hai scritto
me-comments-empty = Non hai ancora scritto commenti.
me-comments-more = Commenti meno recenti
me-on-page = su { $page }
me-status-approved = Pubblicato
me-status-pending = In attesa di moderazione
me-change-until = Puoi modificarlo fino a: { $time }.

## The moderators’ pages

mod-title = Moderazione
mod-sign-in = Accedi per moderare
mod-resend-text = Non è stato modificato nulla. Ciò che hai scritto resta in questa pagina: accedi in una nuova scheda, torna qui e invialo di nuovo. Le password vanno digitate di nuovo.
mod-login = Nome utente
mod-password = Password
mod-sites = Siti
mod-all-sites = Tutti i siti
mod-folders = Cartelle
mod-folder-review = Da esaminare
mod-folder-probably-spam = Probabile spam
mod-folder-approved = Approvati
mod-folder-spam = Spam
mod-folder-trash = Cestino
mod-folder-all = Tutte le cartelle
mod-search = Cerca testo, nome, indirizzo email
mod-search-button = Cerca
mod-reason = Motivo
mod-any-reason = Qualsiasi motivo
mod-order-score = Per punteggio
mod-filter-network = Rete { $network }
mod-filter-email-domain = E-mail su { $domain }
mod-filter-page = Pagina { $page }
mod-filter-remove = Rimuovi questo filtro
mod-filter-reset = Mostra tutta la cartella
mod-empty = Qui non ci sono commenti.
mod-search-incomplete = Dopo un aggiornamento, i commenti più vecchi sono ancora in preparazione per la ricerca. Alcuni possono mancare.
mod-overflowed = Spostati nello spam negli ultimi sette giorni perché la coda era piena: { $what }
mod-parts = Parti dell’elenco
mod-next = Commenti successivi
mod-first = All’inizio
mod-select = Seleziona il commento di { $name }
mod-select-all = Seleziona tutti in questa pagina
mod-selected = Commenti selezionati:
mod-approve = Approva
mod-spam = Spam
mod-trash = Cestino
mod-hold = Trattieni
mod-restore = Rimetti in esame
mod-delete = Elimina definitivamente
mod-undo = Annulla l’azione
mod-context = Contesto
mod-on-page = Nella pagina
mod-done-approve = Approvato: { $what }.
mod-done-hold = Di nuovo da esaminare: { $what }.
mod-done-spam = Spam: { $what }.
mod-done-trash = Nel cestino: { $what }.
mod-done-delete = Eliminato definitivamente: { $what }.
mod-done-rejected = Modifica rifiutata: { $what }. Il testo precedente resta pubblicato.
mod-done-undo = Di nuovo come prima: { $what }.
mod-replied = La tua risposta è pubblicata.
mod-skip-conflict = Cambiato nel frattempo, nulla è stato fatto: { $what }.
mod-skip-unchanged = Già deciso così: { $what }.
mod-skip-not-found = Non esiste più: { $what }.
mod-skip-erased = Eliminato definitivamente, non modificabile: { $what }.
mod-skip-unavailable = Non fatto perché il database non ha risposto: { $what }. Riprova.
mod-decision = { $action } di { $login }, { $time }.
mod-record = Altri commenti: { $approved } approvati, { $spam } spam, { $trash } nel cestino
mod-new-author = Primo commento
mod-verified-email = indirizzo email verificato
mod-verified-account = con account { $provider }
mod-unverified = non verificato
mod-title-claimed = titolo non confermato
mod-edit-waits = Un commento pubblicato è stato modificato. Approva pubblica il nuovo testo; Spam e Cestino scartano solo la modifica.
mod-old-text = Testo pubblicato
mod-new-text = Nuovo testo
mod-why = Motivi, punteggio { $score }
mod-holds = trattiene
mod-all-matching = Decidi su tutti quelli corrispondenti
mod-all-matching-text = Tutti i commenti di questa cartella che corrispondono a ricerca e filtri, in ogni pagina. Prima vedrai quanti sono.
mod-matching-text = Ciò che cambia da ora in poi non è incluso. Potrai annullare in seguito.
mod-matching-more = Si decidono al massimo { $max } commenti alla volta. Se ce ne sono altri, ripeti per il resto.
mod-delete-text = Il testo e tutti i dati dell’autore andranno persi. Non si può annullare.
mod-back = Torna all’elenco
mod-context-title = Commento di { $name } nella discussione
mod-reply-hint = Pubblicata subito come { $name }. Il commento viene approvato se non lo è ancora.
mod-history = Che cosa è stato deciso
mod-history-empty = Non è ancora stato deciso nulla su questo commento.
mod-failed = Non è stato fatto: il server non ha risposto. Riprova.
mod-keys = Scorciatoie da tastiera
mod-keys-help = Mostra le scorciatoie
mod-key-move = Commento successivo, precedente
mod-key-select = Seleziona
mod-key-selected = Selezione: approva, spam, cestino
mod-close = Chiudi
mod-pages = Pagine di moderazione
mod-queue = Coda
mod-dashboard = Panoramica
mod-range = Periodo
mod-days = { $days } giorni
mod-comments-per-day = Commenti al giorno
mod-comments-text = Giorni in UTC. I recuperati sono commenti presi per spam dai controlli e poi approvati. Ogni grafico ha la propria scala.
mod-received = Ricevuti
mod-rescued = Recuperati
mod-chart-label = { $name }: { $total } dal { $from } al { $to }, al massimo { $max } il { $day }.
mod-chart-empty = { $name }: nessuno dal { $from } al { $to }.
mod-as-table = I numeri in una tabella
mod-day = Giorno
mod-median = Attesa mediana
mod-p90 = 9 su 10 hanno atteso al massimo
mod-queue-times-text = I primi due numeri sono di adesso. I tempi sono dei commenti decisi in questo periodo: { $count }.
mod-reasons = Affidabilità dei motivi
mod-reasons-text = Tutte le decisioni dall’inizio. Il tasso di recupero dice quanti dei commenti presi per spam sono stati approvati: più è basso, meglio è.
mod-reasons-empty = Non si è ancora deciso su commenti con motivi.
mod-rescue-rate = Tasso di recupero
mod-accuracy = Affidabilità
mod-accuracy-unknown = troppo poche decisioni
mod-accuracy-good = buona
mod-accuracy-weak = debole
mod-accuracy-misleading = fuorviante
mod-percent = { $number }%
mod-seconds = { $number } s
mod-minutes = { $number } min
mod-hours = { $number } h
mod-days-short = { $number } g
mod-health = Server
mod-health-database = Database
mod-health-limits = Redis (limiti di frequenza)
mod-health-mail = Posta
mod-health-checks = Controlli esterni
mod-health-working = funziona
mod-health-failing = non funziona
mod-health-not-configured = non configurato
mod-log = Registro
mod-filter-moderator = Di { $login }
mod-filter-comment = Commento di { $name }
mod-show = Mostra
mod-status-deleted = Eliminato per sempre
mod-log-action = Azione
mod-log-any-action = Tutte le azioni
mod-log-empty = Non ci sono voci.
mod-log-next = Voci precedenti
mod-log-gone = Commento eliminato per sempre
mod-log-of-edit = la sua modifica
mod-log-same-comment = Tutto su questo commento
mod-log-before = Prima:
mod-log-after = Dopo:
mod-log-command-line = Riga di comando
mod-log-edit = Modificato dalla moderazione
mod-log-remove-site = Sito rimosso
mod-log-title = Titolo di una pagina
mod-log-url = URL di una pagina
mod-log-state = Discussione aperta o chiusa
mod-log-pin = Commento fissato
mod-log-move = Discussione spostata
mod-log-alias = Altra chiave di una pagina
mod-thread-open = aperta
mod-thread-closed = chiusa
mod-thread-locked = bloccata
mod-note = Nota
mod-notes = Note sull’autore
mod-notes-number = Note sull’autore: { $number }
mod-notes-text = Solo chi modera questo sito vede le note, con ogni commento dell’autore. I lettori e l’autore non le vedono mai.
mod-notes-unknown = L’autore è un ospite senza email e non è riconoscibile, quindi non possono esserci note.
mod-note-add = Aggiungi nota
mod-note-delete = Elimina la nota di { $login }
mod-note-many = Ci sono già { $max } note su questo autore. Eliminane prima una.
mod-note-length = Una nota o un motivo può avere al massimo { $max } caratteri; questo ne ha { $count }.
mod-note-controls = Togli i caratteri di controllo.
mod-edit-title = Modifica il commento
mod-edit-hint = I lettori vedono che il commento è stato modificato. La moderazione può ancora leggere il testo precedente.
mod-edit-reason = Motivo, per il registro (facoltativo)
mod-edit-owners = Solo i proprietari possono cambiare il nome di un autore verificato o ciò che ha pubblicato un altro moderatore.
mod-revisions = Versioni precedenti
mod-revision = Come { $name }, fino alla modifica di { $login }, { $time }
mod-ban = Bandisci
mod-more = Altro
mod-thread = Discussione
mod-thread-state = Questa discussione è { $state }.
mod-thread-state-set = Lo ha stabilito la moderazione.
mod-thread-state-policy = Lo dicono le regole del sito.
mod-thread-reopen = Apri
mod-thread-close = Chiudi: nessun nuovo commento
mod-thread-lock = Blocca: né nuovi commenti né modifiche
mod-thread-by-policy = Lascia decidere alle regole del sito
mod-thread-title = Titolo della pagina
mod-thread-url = URL della pagina
mod-thread-claim = Affermato dal browser di un autore: { $text }
mod-thread-empty = Un campo vuoto lascia ciò che affermano i browser.
mod-pin = Fissa questo commento
mod-unpin = Non fissare più il commento
mod-pin-text = Un commento fissato è mostrato per primo.
mod-thread-move = Sposta la discussione
mod-thread-move-to = Chiave dell’altra pagina
mod-thread-move-text = Tutti i commenti di { $page } passano all’altra pagina, che questa chiave indicherà. Se lì ci sono già commenti, le due discussioni diventano una sola: non si può annullare.
mod-thread-same = Inserisci la chiave di un’altra pagina.
mod-thread-origin = Deve essere su un’origine del sito: { $origins }.
mod-done-note = La nota è salvata.
mod-done-note-deleted = La nota è eliminata.
mod-done-edit = Il commento è modificato.
mod-done-thread = La discussione è cambiata.
mod-done-moved = La discussione è spostata.
mod-not-replied = La tua risposta non è ancora pubblicata. { $why }
mod-replied-before = Questo modulo ha già inviato una risposta. Invialo di nuovo per pubblicare anche questa.

## The reasons of an assessment, by code

reason-learned = Testo secondo quanto appreso
reason-learning = Il filtro sta imparando
reason-spam_sample = Campione di spam da confermare
reason-text_known = Testo già spam
reason-text_similar = Testo simile a spam
reason-domain_spam = Link a un dominio di spam
reason-domain_ham = Solo link noti e buoni
reason-author_approved = Autore già approvato
reason-author_trusted = Autore approvato più volte
reason-author_rejected = Commenti dell’autore erano spam
reason-honeypot = Campo nascosto compilato
reason-answered_at_once = Inviato in meno di 2 secondi
reason-answered_quickly = Inviato in meno di 4 secondi
reason-token_missing = Senza token del modulo
reason-token_stale = Token del modulo scaduto
reason-token_used = Token del modulo riutilizzato
reason-unvouched = Senza token né autore verificato
reason-form_irregular = Modulo irregolare
reason-proof_missing = Senza prova di lavoro
reason-proof_wrong = Prova di lavoro errata
reason-form_alone = Solo il modulo è sospetto
reason-network_spam = Spam da questa rete
reason-network_burst = Molti commenti da questa rete
reason-text_repeated = Stesso testo su altre pagine
reason-flood = Più commenti del solito
reason-flood_unknown = Sconosciuto durante un’ondata
reason-queue_full = La coda era piena
reason-suspect_word = Parola sospetta
reason-many_links = Molti link
reason-limits_degraded = Limiti incompleti
reason-akismet_spam = Akismet: spam
reason-akismet_discard = Akismet: spam evidente
reason-akismet_failed = Akismet non ha risposto
reason-hook_spam = Il tuo hook: spam
reason-hook_ham = Il tuo hook: legittimo
reason-hook_unsure = Il tuo hook: incerto
reason-hook_failed = Il tuo hook non ha risposto
reason-captcha_missing = Captcha senza risposta
reason-captcha_wrong = Risposta captcha errata
reason-captcha_failed = Il servizio captcha non ha risposto
## Mails to moderators about waiting comments

notice-comment-subject = [{ $site }] { $author } ha commentato «{ $page }»
notice-edit-subject = [{ $site }] { $author } ha modificato un commento a «{ $page }»
notice-digest-subject =
    { $count ->
        [one] [{ $site }] { $count } commento in attesa
       *[other] [{ $site }] { $count } commenti in attesa
    }
notice-comment-intro = { $author } ha commentato «{ $page }» ({ $site }). Il commento attende una decisione.
notice-edit-intro = { $author } ha modificato un commento pubblicato a «{ $page }» ({ $site }). Il nuovo testo attende una decisione.
notice-cut = Questo è solo l’inizio; i link mostrano il testo intero.
notice-approve = Approva
notice-spam = Segna come spam
notice-trash = Sposta nel cestino
notice-open = Apri nella coda
notice-open-queue = Apri tutta la coda
notice-links = Ogni link mostra il commento e chiede conferma. I link valgono solo per lei e per { $days } giorni: non inoltri questa mail.
notice-waiting =
    { $count ->
        [one] { $count } commento attende una decisione.
       *[other] { $count } commenti attendono una decisione.
    }
notice-probably-spam =
    { $count ->
        [one] Un altro commento ({ $count }) è probabilmente spam.
       *[other] Altri { $count } commenti sono probabilmente spam.
    }
notice-more =
    { $count ->
        [one] Un altro commento ({ $count }) è in attesa.
       *[other] Altri { $count } commenti sono in attesa.
    }
notice-why = Riceve questa mail perché modera i commenti di { $site }.
notice-off = Non ricevere più queste mail
notice-unnamed = Un autore senza nome
notice-reader = Un lettore
notice-withheld = Il server di posta ha rifiutato questo testo. I link lo mostrano.
queue-feed-title = Commenti in attesa: { $site }

## The pages that the links of these mails lead to

act-approve = Approvare questo commento?
act-spam = Segnare questo commento come spam?
act-trash = Spostare questo commento nel cestino?
act-approve-change = Approvare questa modifica?
act-reject-change = Rifiutare questa modifica?
act-off = Non ricevere più mail su { $site }?
act-off-text = Non riceverà più mail sui commenti in attesa di { $site }. I commenti continuano ad attendere lei o altri moderatori.
act-author = { $author } ha scritto su «{ $page }»:
act-changed = Nel frattempo il commento è stato modificato o è stato deciso. Leggilo, poi decidi.
act-approved = Il commento è pubblicato
act-marked-spam = Il commento è segnato come spam
act-trashed = Il commento è nel cestino
act-deleted = Il commento è stato eliminato
act-rejected = La modifica è stata rifiutata
act-rejected-text = Il testo precedente resta pubblicato.
act-decided-by = Lo ha deciso { $login } il { $time } (UTC).
act-decided-otherwise = Non lo ha deciso nessun moderatore.
act-ended-text = Questo link ha più di { $days } giorni, o lei non modera più questo sito, o il suo indirizzo e-mail è cambiato. Se il commento attende ancora, si trova nella coda.
act-off-done = Le mail sono disattivate
act-off-done-text = Non riceve più mail sui commenti in attesa di { $site }.
act-email = Confermare questo indirizzo e-mail?
act-email-text = Le e-mail sui commenti in attesa per l’account { $login } arriveranno a { $email }.
act-email-button = Conferma
act-email-done = L’indirizzo e-mail è confermato
act-email-done-text = Le e-mail sui commenti in attesa arrivano ora a { $email }.
act-email-ended = Questo indirizzo è stato confermato o scartato, ne è stato inserito un altro, o il link ha più di { $days } giorni. Il suo account nella pagina dei moderatori mostra quale indirizzo attende.

## Mails

mail-sign-in-subject = Il tuo codice per { $site }: { $code }
mail-sign-in-body =
    Qualcuno, probabilmente tu, vuole confermare questo indirizzo email per commentare su { $site }.

    Inserisci questo codice dove lo hai richiesto:

        { $code }

    Oppure apri questo link sullo stesso dispositivo:

        { $link }

    Il codice e il link funzionano una sola volta e per 15 minuti.

    Se non l’hai richiesto, ignora questa email. Non succederà nulla, e senza il codice nessuno può
    accedere.
mail-confirm-subject = Confermi il suo indirizzo e-mail per { $server }
mail-confirm-body =
    Questo indirizzo e-mail è stato inserito per l’account di moderazione { $login } su { $server }, per ricevere e-mail sui commenti in attesa.

    Se è stato lei, apra questo link e lo confermi:

        { $link }

    Il link funziona una sola volta e per { $days } giorni.

    Se non è stato lei, ignori questa e-mail. Non ne riceverà altre.
mail-change-subject = Un altro indirizzo e-mail per il suo account su { $server }
mail-change-body =
    Per l’account di moderazione { $login } su { $server } è stato inserito un altro indirizzo e-mail. Appena sarà confermato, le e-mail sui commenti in attesa arriveranno lì.

    Se non è stato lei né un proprietario, lo scarti e cambi la password qui:

        { $link }

## The pages for bans, sites, accounts and keys

mod-save = Salva
mod-saved = Salvato.
mod-add = Aggiungi
mod-added = Aggiunto.
mod-remove = Rimuovi
mod-removed = Rimosso.
mod-refresh = Aggiorna
mod-added-by = Aggiunto da { $login }, { $time }
mod-line-error = Riga { $line }: { $error }
mod-site = Sito
mod-bans = Blocchi
mod-bans-empty = Non ci sono blocchi.
mod-ban-new = Aggiungi un blocco
mod-ban-of = Blocca l’autore del commento di { $name }
mod-ban-kind = Tipo
mod-kind-person = Persona che ha effettuato l’accesso
mod-kind-email = Indirizzo e-mail
mod-kind-domain = Dominio e-mail
mod-kind-network = Indirizzo IP o rete
mod-ban-subject = Chi viene bloccato
mod-ban-subject-hint = Per esempio eve@example.org, example.org con i sottodomini, 203.0.113.7 o 203.0.113.0/24. Per bloccare una persona che ha effettuato l’accesso, parta da un commento.
mod-ban-until = Fine (UTC)
mod-ban-until-hint = Lasci vuoto per un blocco permanente.
mod-ban-note = Nota
mod-ban-note-hint = La vedono solo i moderatori.
mod-ban-shadow = Non avvisare l’autore
mod-ban-shadow-hint = I nuovi commenti vengono accettati e nascosti invece che rifiutati.
mod-ban-shadow-tag = senza avviso all’autore
mod-ban-also = Commenti esistenti
mod-ban-also-none = Lasciarli come sono
mod-ban-button = Blocca
mod-ban-exists = Questo blocco esiste già.
mod-ban-ends = fino a { $time }
mod-ban-permanent = permanente
mod-ban-added = Il blocco è in vigore.
mod-ban-moved = Commenti esistenti spostati: { $what }.
mod-ban-moving = I commenti esistenti vengono spostati: finora { $done } di { $what }.
mod-ban-lift = Togli il blocco
mod-ban-lifted = Il blocco è terminato.
mod-sites-empty = Non ha siti. Un proprietario può assegnargliene.
mod-site-new = Aggiungi un sito
mod-site-change = Nome e origini
mod-site-name = Nome
mod-site-slug = Nome breve
mod-site-slug-hint = Lettere minuscole, cifre e trattini. Fa parte degli URL e non si può cambiare in seguito.
mod-site-origins = Origini
mod-site-origins-hint = Una per riga, per esempio https://blog.example. Solo le pagine di queste origini possono mostrare i commenti e il modulo. Per le anteprime un asterisco sostituisce una parte del nome: https://*.preview.blog.example.
mod-site-remove = Rimuovi { $name }
mod-site-remove-text = Il sito viene eliminato con tutti i commenti, le discussioni, i blocchi, le note, il registro e le impostazioni. Non si può annullare.
mod-site-confirm = Per confermare, inserisca { $slug }
mod-site-confirm-wrong = Inserisca { $slug } per rimuovere il sito.
mod-flood = Ondata di commenti da { $time }: livello di protezione { $step } di 3.
mod-policy = Impostazioni
mod-policy-of = Impostazioni di { $name }
mod-policy-owners = Solo i proprietari possono cambiare queste impostazioni.
mod-policy-conflict = Cambiato nel frattempo da un altro proprietario in: { $value }. Salvi di nuovo per sostituirlo.
mod-part-moderation = Moderazione e parole
mod-part-people = Chi può commentare
mod-part-comments = Commenti e moduli
mod-part-limits = Limiti e conservazione
mod-policy-moderation = Che cosa attende un moderatore
mod-mode-all = Ogni commento
mod-mode-first = I commenti di autori senza un commento approvato
mod-mode-suspect = Solo ciò che i controlli sospettano
mod-mode-none = Niente; lo spam va comunque nella cartella spam
mod-policy-banned-words = Parole vietate: il commento viene rifiutato
mod-policy-suspect-words = Parole sospette: il commento attende un moderatore
mod-policy-words-hint = Una parola per riga, al massimo 1.000. Contano parole intere, maiuscole o minuscole.
mod-policy-links-max = Link senza attesa
mod-policy-guests = Gli ospiti possono commentare senza accedere
mod-policy-guest-name = Nome degli ospiti
mod-policy-guest-email = Indirizzo e-mail degli ospiti
mod-policy-guest-website = Sito web degli ospiti
mod-rule-required = Obbligatorio
mod-rule-optional = Facoltativo
mod-rule-hidden = Non richiesto
mod-policy-email-sign-in = I lettori possono accedere via e-mail
mod-policy-all-providers = Offri tutti i servizi di accesso di questo server
mod-policy-providers = Altrimenti solo questi
mod-policy-text-min = Commento più corto, in caratteri
mod-policy-text-max = Commento più lungo, in caratteri
mod-policy-depth-max = Livelli di risposte
mod-policy-close-after = Le discussioni si chiudono dopo, in giorni
mod-policy-close-after-hint = Dal primo commento. Lasci vuoto per tenere aperte le discussioni.
mod-policy-edit-window = Tempo per modificare o eliminare il proprio commento, in secondi
mod-policy-edit-window-hint = 900 sono 15 minuti; 0 è mai.
mod-policy-edits = Mentre attende la modifica di un commento pubblicato
mod-edits-keep = Mostra il testo pubblicato
mod-edits-hide = Non mostrare nulla del commento
mod-policy-language = Lingua di pagine, messaggi ed e-mail per i lettori
mod-language-name = Italiano
mod-policy-privacy = Pagina sulla privacy
mod-policy-privacy-hint = Ogni modulo rimanda a questo URL. Lasci vuoto per nessun link.
mod-policy-limits = Limiti di invio, in percentuale di quelli predefiniti
mod-policy-limits-hint = 50 li dimezza, 200 li raddoppia.
mod-policy-ham-lost = Commenti veri che possono finire nello spam, su 1.000
mod-policy-spam-published = Spam che può essere pubblicato, su 100
mod-policy-pending-max = Numero massimo di commenti in attesa
mod-policy-pending-hint = Oltre, lo spam più probabile va nella cartella spam, ma mai i commenti di autori verificati.
mod-policy-pending-network = Numero massimo in attesa da una stessa rete
mod-policy-spam-days = Giorni prima che lo spam sia eliminato
mod-policy-trash-days = Giorni prima che il cestino sia eliminato
mod-policy-days-hint = 0 è mai.
mod-preview = Anteprima
mod-preview-title = Con queste impostazioni, degli ultimi { $count } commenti di lettori
mod-preview-held = avrebbero atteso un moderatore: { $count }
mod-preview-refused = sarebbero stati rifiutati: { $count }
mod-preview-filed = sarebbero finiti nella cartella spam: { $count }
mod-preview-published = sarebbero stati pubblicati subito: { $count }
mod-preview-cut = Sono elencati solo i più recenti.
mod-preview-unsaved = Non è ancora stato salvato nulla.
mod-people = Account
mod-person-new = Aggiungi un moderatore
mod-person-self = Lei
mod-person-no-sites = nessun sito
mod-person-sites = Siti di un moderatore
mod-person-remove = Rimuovi { $login }
mod-person-remove-text = L’account viene eliminato. Le sue sessioni e chiavi API terminano subito. I commenti pubblicati e il registro restano.
mod-account = Account { $login }
mod-profile = Nome, ruolo e siti
mod-profile-owners = Solo i proprietari possono cambiarli.
mod-display-name = Nome visualizzato
mod-display-name-hint = Mostrato accanto ai commenti di questo moderatore. Senza, i lettori vedono il nome del sito.
mod-login-hint = Lettere, cifre, punti, trattini bassi e trattini. I lettori non lo vedono mai.
mod-role = Ruolo
mod-role-owner = Proprietario
mod-role-moderator = Moderatore
mod-role-hint = I proprietari possono fare tutto su tutti i siti; i moderatori moderano i siti scelti qui sotto.
mod-email-hint = Per le e-mail sui commenti in attesa. Lasci vuoto per non riceverne.
mod-email-refused = Il server di posta ha rifiutato questo indirizzo, perciò non si inviano e-mail. Lo corregga, o lo salvi di nuovo quando funziona.
mod-email-waits = { $email } attende la conferma: apra il link nell’e-mail inviata lì.
mod-email-in-use = Fino ad allora le e-mail arrivano a { $email }.
mod-email-no-use = Fino ad allora non si inviano e-mail.
mod-email-send-again = Invia di nuovo l’e-mail
mod-email-sent = L’e-mail è stata inviata di nuovo.
mod-email-drop = Scarta questo indirizzo
mod-email-dropped = Il nuovo indirizzo e-mail è scartato.
mod-already-gone = Non esiste più: era già stato rimosso.
mod-unsent = Questo testo non è ancora stato inviato. Prima invialo o annullalo.
mod-email-none-waits = Nessun indirizzo e-mail attende una conferma.
mod-email-no-mail = Questo server non invia e-mail, perciò un indirizzo non può essere confermato. Chieda al gestore del server.
mod-notices = E-mail sui commenti in attesa
mod-notice-mode = E-mail su { $site }
mod-notice-off = Nessuna
mod-notice-each = Per ogni commento, subito
mod-notice-hourly = Al massimo una all’ora
mod-notice-daily = Al massimo una al giorno
mod-notice-more-than = Al massimo una al giorno, quando ne attendono più del numero qui sotto
mod-notice-number = Quanti possono attendere su { $site } senza e-mail
mod-password-change = Cambia la password
mod-password-hint = Almeno 15 caratteri non facili da indovinare.
mod-password-ends = Questo termina tutte le Sue altre sessioni.
mod-password-reset = Questo termina tutte le sessioni dell’account e ne rimuove l’indirizzo e-mail, perché un’altra persona può avere avuto accesso.
mod-password-set = La password è cambiata.
mod-current-password = Password attuale
mod-current-password-wrong = Questa non è la Sua password attuale.
mod-new-password = Nuova password
mod-api-keys = Chiavi API
mod-next-entries = Voci successive
mod-keys-empty = Non ci sono chiavi API.
mod-key-new = Crea una chiave
mod-key-label = Etichetta
mod-key-label-hint = A che cosa serve la chiave, per esempio un programma.
mod-key-may = Che cosa può fare la chiave
mod-key-all = Tutto ciò che può fare Lei
mod-key-feed = Leggere il feed di { $site }
mod-key-created = Chiave per { $label }
mod-key-once = La copi adesso: viene mostrata solo questa volta.
mod-key-used = ultimo uso { $time }
mod-key-unused = mai usata
mod-key-revoke = Revoca
mod-key-revoked = La chiave è revocata.
policy-range = Deve essere compreso tra { $low } e { $high }.
policy-words-many = Al massimo { $max } parole (ora { $count }). Rimuovine alcune.
policy-word-length = Una parola ha da 1 a { $max } caratteri (ora { $count }).

## Refusals of the moderators’ pages and their API

missing-site = Questo sito non esiste, oppure lei non può vederlo.
missing-moderator = Questo account non esiste, oppure lei non può vederlo.
missing-ban = Questo blocco non esiste, oppure lei non può vederlo.
missing-key = Questa chiave non esiste, oppure lei non può vederla.
missing-batch = Questa decisione non esiste, oppure lei non può vederla.
missing-thread = Questa pagina non ha commenti, oppure lei non può vederla.
missing-comment = Questo commento non esiste, oppure lei non può vederlo.
missing-note = Questa nota non esiste, oppure lei non può vederla.
missing-file = Questo file non esiste, oppure lei non può vederlo.
site-exists = Esiste già un sito con questo nome breve.
site-unknown = Non c’è nessun sito con questo nome breve.
slug-empty = Inserisca un nome breve per il sito.
slug-characters = Il nome breve di un sito può contenere solo a–z, 0–9 e trattini.
slug-too-long = Il nome breve di un sito può avere al massimo { $max } caratteri; ne ha { $count }.
login-empty = Inserisca un nome utente.
login-characters = Un nome utente può contenere solo a–z, 0–9, punti, trattini bassi e trattini.
login-too-short = Un nome utente deve avere almeno { $min } caratteri.
login-too-long = Un nome utente può avere al massimo { $max } caratteri; ne ha { $count }.
password-too-short = La password deve avere almeno { $min } caratteri. Alcune parole senza relazione tra loro vanno bene.
password-too-long = La password può avere al massimo { $max } byte.
password-too-common = La password è troppo facile da indovinare. Usi alcune parole senza relazione tra loro.
moderator-name-taken = Un altro account ha questo nome visualizzato o uno simile. Ne scelga un altro.
moderator-exists = Esiste già un account con questo nome utente.
moderator-last-owner = L’ultimo proprietario non può essere rimosso né declassato. Nomini prima un altro proprietario.
key-label-invalid = L’etichetta deve avere da 1 a 100 caratteri, senza caratteri di controllo.
setup-over = Il token di configurazione è errato, scaduto o già usato. Riavvii il server per averne uno nuovo.
ban-person = Deve essere l’id di una persona (un UUID).
ban-domain = Deve essere un dominio, per esempio spam.example.
ban-network = Deve essere un indirizzo IP o una rete, per esempio 203.0.113.0/24.
ban-network-large = La rete è troppo grande: il prefisso più corto consentito è { $prefix }.
ban-until-past = Deve essere nel futuro. Lo lasci vuoto per un blocco permanente.
filter-network = Deve essere una rete IPv4 /24 o IPv6 /48, o un suo indirizzo IP.
filter-from-after = Deve precedere la fine del periodo.
pinned-invalid = Deve essere l’id di un commento approvato di questa pagina che non sia una risposta.
origin-empty = Inserisca l’origine del sito, per esempio https://example.org.
origin-invalid = Un’origine è uno schema, un host e, se serve, una porta, per esempio https://example.org.
origin-wildcard = Un’origine con carattere jolly deve iniziare con https://*. e non avere altri asterischi, per esempio https://*.blog.pages.dev.
origin-public-suffix = Chiunque può avere host sotto questo dominio. Aggiunga il nome del suo progetto, per esempio https://*.blog.pages.dev.
origins-exact = Un sito ha bisogno di un’origine senza carattere jolly, per esempio https://blog.example: i lettori vengono reindirizzati lì.
origins-too-many = Un sito ha al massimo { $max } origini; ce ne sono { $count }.
policy-providers = Al massimo 100 id di provider, per esempio github.
notice-number-required = Inserisca quanti commenti possono attendere senza e-mail.
notice-number-extra = Un numero serve solo per le e-mail inviate quando ne attendono di più. Lo lasci vuoto.
batch-running = È ancora in corso ({ $done } commenti su { $total }). Lo annulli quando è terminato.
api-key-only-session = Una chiave API non può farlo. Acceda con la sua password.
