# Texts for readers in German (polite form).

## Titles of problems, by code

title-malformed = Anfrage nicht lesbar
title-wrong_host = Falscher Servername
title-unauthorized = Anmeldung fehlt oder ist ungültig
title-wrong_password = Anmeldename oder Passwort falsch
title-wrong_code = Falscher Code
title-forbidden = Nicht erlaubt
title-thread_closed = Die Kommentare sind geschlossen
title-identity_required = Zum Kommentieren bitte anmelden
title-banned = Kommentieren nicht möglich
title-edit_window_over = Die Zeit für Änderungen ist abgelaufen
title-not_found = Nicht gefunden
title-method_not_allowed = Methode nicht erlaubt
title-not_acceptable = Kein passendes Format
title-timeout = Die Anfrage hat zu lange gedauert
title-conflict = Inzwischen geändert
title-duplicate = Bereits gesendet
title-exists = Schon vorhanden
title-in_progress = Noch in Bearbeitung
title-too_large = Zu groß
title-uri_too_long = Adresse zu lang
title-unsupported_media_type = Format wird nicht unterstützt
title-invalid = Einige Angaben stimmen noch nicht
title-idempotency_mismatch = Schlüssel bereits verwendet
title-too_fast = Zu schnell
title-flooded = Für Gäste einige Minuten geschlossen
title-headers_too_large = Kopfzeilen zu groß
title-internal = Interner Fehler
title-unavailable = Zurzeit nicht verfügbar
title-too_slow = Die Suche hat zu lange gedauert
title-outcome_unknown = Nicht bekannt, ob dies gespeichert wurde

## Details of problems, by code: what happened and what to do

problem-malformed = Die Anfrage konnte nicht gelesen werden. Senden Sie sie bitte noch einmal.
problem-wrong_host = Unter diesem Namen ist der Server nicht erreichbar.
problem-unauthorized = Sie sind nicht angemeldet, oder Ihre Sitzung ist abgelaufen. Melden Sie sich bitte erneut an.
problem-wrong_password = Anmeldename oder Passwort ist falsch.
problem-wrong_code = Der Code ist falsch, bereits verwendet, älter als 15 Minuten oder wurde zu oft probiert. Fordern Sie bitte einen neuen an.
problem-forbidden = Das dürfen Sie hier nicht tun.
problem-thread_closed = Auf dieser Seite kann nicht mehr kommentiert werden.
problem-thread-locked = Die Kommentare auf dieser Seite sind gesperrt und können nicht mehr bearbeitet werden.
problem-identity_required = Hier können nur angemeldete Personen kommentieren. Melden Sie sich an und senden Sie den Kommentar noch einmal.
problem-banned = Ihr Kommentar kann nicht angenommen werden.
problem-edit_window_over = Die Zeit, in der dieser Kommentar geändert werden konnte, ist abgelaufen.
problem-not_found = Hier ist nichts, oder nichts, was Sie sehen dürfen.
problem-method_not_allowed = Diese Adresse kann so nicht verwendet werden.
problem-not_acceptable = Keines der gewünschten Formate ist hier verfügbar.
problem-timeout = Ihre Daten sind nicht rechtzeitig angekommen. Senden Sie sie bitte noch einmal.
problem-conflict = Es wurde inzwischen geändert. Laden Sie es neu und entscheiden Sie dann.
problem-duplicate = Diesen Text haben Sie hier bereits gesendet. Sie brauchen ihn nicht noch einmal zu senden.
problem-exists = Dieser Name ist schon vergeben.
problem-in_progress = Dieselbe Anfrage wird noch bearbeitet. Versuchen Sie es gleich noch einmal.
problem-too_large = Ihre Eingabe ist größer, als dieser Server annimmt. Kürzen Sie bitte Ihren Text und senden Sie ihn noch einmal.
problem-uri_too_long = Die Adresse der Anfrage ist zu lang.
problem-unsupported_media_type = Das Formular wurde in einem Format gesendet, das dieser Server nicht annimmt.
problem-invalid = Bitte berichtigen Sie die markierten Felder.
problem-invalid-fields = Bitte berichtigen Sie: { $fields }.
problem-idempotency_mismatch = Dieser Schlüssel wurde schon für eine andere Anfrage verwendet.
problem-too_fast = Zu viele Anfragen. Versuchen Sie es in { wait-time } noch einmal.
problem-flooded = Hier gehen zurzeit weit mehr Kommentare ein als gewöhnlich; deshalb werden keine von Personen angenommen, die nicht angemeldet sind. Melden Sie sich an, oder senden Sie den Kommentar in { wait-time } noch einmal.
problem-headers_too_large = Die Kopfzeilen der Anfrage sind zu groß.
problem-internal = Bei uns ist ein Fehler aufgetreten. Versuchen Sie es bitte später noch einmal.
problem-unavailable = Das ist zurzeit nicht möglich. Versuchen Sie es bitte in Kürze noch einmal.
problem-too_slow = Das hat länger als 5 Sekunden gedauert und wurde abgebrochen. Grenzen Sie die Suche ein: auf eine Website, einen Status, eine Seite oder weniger Tage.
problem-outcome_unknown = Es ist nicht bekannt, ob dies gespeichert wurde. Sehen Sie bitte auf der Seite nach, bevor Sie es noch einmal senden.

problem-no-site = Diese Website gibt es hier nicht. Die Seite mit diesem Formular nennt die falsche; ihr Autor kann das berichtigen.
problem-no-parent = Den Kommentar, auf den Sie geantwortet haben, gibt es nicht mehr. Senden Sie Ihren als neuen Kommentar, oder antworten Sie auf einen anderen.
problem-no-comment = Diesen Kommentar gibt es nicht, oder Sie dürfen ihn nicht sehen.
problem-comment-gone = Dieser Kommentar wurde gelöscht.
problem-no-provider = Diese Art der Anmeldung wird hier nicht angeboten.
problem-no-mail-sign-in = Die Anmeldung per E-Mail wird hier nicht angeboten.
problem-form-broken = Das Formular wurde unterwegs beschädigt: Es enthält ein fehlerhaftes Prozentzeichen oder einen Teil, der nicht gelesen werden kann.
problem-form-many-fields = Das Formular hat mehr als { $max } Felder.
problem-own-page-only = Dieses Formular kann nur von den Seiten dieses Servers gesendet werden. Öffnen Sie die Seite und versuchen Sie es noch einmal.
problem-signed-out = Sie sind abgemeldet oder auf einer anderen Website angemeldet. Melden Sie sich bitte erneut an; nichts von Ihrem Text geht verloren.
problem-no-edit-token = Das kann nur die Person tun, die den Kommentar geschrieben hat. Senden Sie das Bearbeitungs-Token des Kommentars, oder melden Sie sich an.
problem-wrong-edit-token = Dieses Bearbeitungs-Token gehört nicht zu diesem Kommentar.
problem-right-ended = Ihr Recht, hier als Moderator zu veröffentlichen, ist eben erloschen. Senden Sie den Kommentar noch einmal als Leser.
problem-published-by-moderator = Ein Moderator hat diesen Kommentar veröffentlicht. Ändern Sie ihn mit dessen Token oder verknüpfter Sitzung, oder löschen Sie ihn.
problem-handover = Der Code ist falsch, bereits verwendet, älter als eine Minute oder für eine andere Seite bestimmt. Melden Sie sich bitte erneut an.

wait-time = { $unit ->
    [hour] { $wait ->
        [one] { $wait } Stunde
       *[other] { $wait } Stunden
    }
    [minute] { $wait ->
        [one] { $wait } Minute
       *[other] { $wait } Minuten
    }
   *[second] { $wait ->
        [one] { $wait } Sekunde
       *[other] { $wait } Sekunden
    }
}

## Exceeded limits, by limit

limit-comments = Sie haben in kurzer Zeit mehrere Kommentare gesendet. Senden Sie diesen in { wait-time } noch einmal.
limit-network = Aus Ihrem Netz kommen zurzeit viele Kommentare. Senden Sie Ihren in { wait-time } noch einmal.
limit-site = Zurzeit werden sehr viele Kommentare gesendet. Senden Sie Ihren in { wait-time } noch einmal.
limit-mail = Es wurden zu viele Codes angefordert. Versuchen Sie es in { wait-time } noch einmal.
limit-sign-in = Zu viele Anmeldeversuche. Versuchen Sie es in { wait-time } noch einmal.
limit-my-data = Das haben Sie in kurzer Zeit mehrmals angefordert. Versuchen Sie es in { wait-time } noch einmal.
limit-reading = Zu viele Anfragen. Versuchen Sie es in { wait-time } noch einmal.

## Names of fields

label-text = Kommentar
label-name = Name
label-email = E-Mail-Adresse
label-website = Website
label-page = Seite
label-parent_id = Kommentar, auf den geantwortet wird
label-code = Code

## What is wrong with a field

field-required = Diese Angabe wird benötigt.
field-type-text = Hier muss ein Text stehen.
field-type-boolean = Hier muss true oder false stehen.
field-type-integer = Hier muss eine ganze Zahl stehen.
field-type-number = Hier muss eine Zahl stehen.
field-type-list = Hier muss eine Liste stehen.
field-type-object = Hier muss ein Objekt stehen.
field-unknown = Dieses Feld gibt es nicht. Bekannt sind: { $known }.
field-unknown-none = Dieses Feld gibt es nicht; hier wird keines angenommen.
field-id = Das ist keine ID.
field-time = Hier muss eine Zeit stehen, zum Beispiel 2026-11-24T05:10:23Z.
field-one-of = Möglich sind: { $choices }.
field-too-short = Hier werden mindestens { $min } Zeichen benötigt.
field-too-long = Hier sind höchstens { $max } Zeichen möglich; es sind { $count }.
field-too-few = Hier werden mindestens { $min } Einträge benötigt.
field-too-many = Hier sind höchstens { $max } Einträge möglich; es sind { $count }.
field-too-small = Der Wert darf nicht kleiner als { $min } sein.
field-too-large = Der Wert darf nicht größer als { $max } sein.
field-twice = Derselbe Eintrag kommt zweimal vor.
field-nul = Der Text enthält ein Zeichen, das nicht gespeichert werden kann (U+0000).
field-parameter = Dieser Parameter wird benötigt.
parameter-too-short = Hier werden mindestens { $min } Zeichen benötigt.
parameter-too-long = Hier sind höchstens { $max } Zeichen möglich.
parameter-too-many = Hier sind höchstens { $max } Einträge möglich.
parameter-integer = Hier muss eine ganze Zahl innerhalb der Grenzen stehen.
parameter-other = Dieser Wert gehört nicht zu denen, die hier angenommen werden.
field-body-object = Der Inhalt muss ein Objekt sein.
field-shape = Der Inhalt hat nicht die dokumentierte Form.

text-empty = Bitte schreiben Sie etwas.
text-too-short = Ein Kommentar braucht mindestens { $min } Zeichen; dieser hat { $count }. Schreiben Sie bitte etwas mehr.
text-too-long = Ein Kommentar darf höchstens { $max } Zeichen haben; dieser hat { $count }. Kürzen Sie ihn bitte.
text-too-many-bytes = Ein Kommentar darf höchstens { $max } Bytes haben; dieser hat { $count }. Kürzen Sie ihn bitte.
text-too-many-lines = Ein Text darf höchstens { $max } Zeilen haben. Entfernen Sie bitte einige Zeilenumbrüche.
text-too-many-marks = Auf einem Buchstaben stehen mehr als { $max } Akzente. Entfernen Sie bitte einige.
text-banned-word = Kommentare mit „{ $word }“ werden hier nicht angenommen.
text-shows-nothing = Davon wäre nichts zu sehen, denn es besteht nur aus Markdown. Schreiben Sie etwas, oder setzen Sie einen Backslash vor das erste Zeichen.
page-missing = Geben Sie an, um welche Seite es geht.
page-placeholder = Die Vorlage dieser Seite wurde nicht ausgefüllt, darum gehört der Kommentar zu keiner Seite. Wer die Seite betreibt, kann das korrigieren; hierher gehört der Pfad der Seite, etwa /2026/mein-beitrag.
page-control = Der Schlüssel dieser Seite enthält ein unsichtbares Zeichen, darum gehört der Kommentar zu keiner Seite. Wer die Seite betreibt, kann das korrigieren.
page-too-long = Der Schlüssel einer Seite darf höchstens { $max } Bytes haben; dieser hat { $count }. Wer die Seite betreibt, kann ihn kürzen.

name-empty = Bitte geben Sie einen Namen ein.
name-too-long = Ein Name darf höchstens { $max } Zeichen haben; dieser hat { $count }. Kürzen Sie ihn bitte.
name-reserved = Dieser Name ist dieser Website vorbehalten. Wählen Sie bitte einen anderen.
title-empty = Bitte geben Sie einen Titel ein.
title-too-long = Ein Titel darf höchstens { $max } Zeichen haben; dieser hat { $count }.

email-empty = Bitte geben Sie eine E-Mail-Adresse ein.
email-too-long = Eine E-Mail-Adresse darf höchstens { $max } Zeichen haben; diese hat { $count }. Prüfen Sie bitte, ob Sie sich vertippt haben.
email-local-too-long = Der Teil vor dem @ darf höchstens { $max } Zeichen haben; dieser hat { $count }. Prüfen Sie bitte, ob Sie sich vertippt haben.
email-control = Die E-Mail-Adresse enthält einen Tabulator oder einen Zeilenumbruch. Entfernen Sie ihn bitte.
email-no-at = Eine E-Mail-Adresse enthält ein @, wie in name@example.org.
email-many-at = Eine E-Mail-Adresse enthält nur ein @. Geben Sie bitte eine einzige Adresse ein.
email-no-local = Vor dem @ steht nichts. Geben Sie bitte die ganze Adresse ein.
email-not-ascii = Vor dem @ sind nur Buchstaben ohne Umlaute und Akzente möglich.
email-blank = Vor dem @ darf kein Leerzeichen stehen. Geben Sie nur die Adresse ein, wie in name@example.org.
email-character = Vor dem @ darf kein „{ $character }“ stehen. Geben Sie nur die Adresse ein, wie in name@example.org.
email-dot = Vor dem @ steht ein Punkt an der falschen Stelle.
email-encoded = Das ist ein kodiertes Wort, keine E-Mail-Adresse. Geben Sie bitte die Adresse selbst ein.
email-domain = Nach dem @ steht keine Domain wie example.org. Prüfen Sie bitte, ob Sie sich vertippt haben.
email-not-proved = Bestätigen Sie diese E-Mail-Adresse zuerst: Verknüpfen Sie sie oben.

website-empty = Bitte geben Sie die Adresse einer Website ein.
website-too-long = Die Adresse einer Website darf höchstens { $max } Bytes haben; diese hat { $count }. Kürzen Sie sie bitte.
website-invalid = Das ist keine Adresse einer Website. Schreiben Sie sie so: https://example.org.
website-control = Die Adresse enthält ein unsichtbares Zeichen. Tippen Sie sie ein, statt sie einzufügen.
website-blank = Die Adresse einer Website enthält keine Leerzeichen.
website-userinfo = Die Adresse einer Website darf hier weder Namen noch Passwort enthalten. Lassen Sie weg, was vor dem @ steht.
website-host = Das ist keine Adresse einer Website. Prüfen Sie bitte den Namen des Servers.

## Warnings: fields that were repaired or ignored

warning-unknown = Dieses Feld gibt es nicht; es wurde nicht beachtet.
warning-repeated = Das Formular sendet dieses Feld mehrmals; der erste Wert zählt.
warning-file = Dieser Server nimmt keine Dateien an; das Feld wurde nicht beachtet.
warning-ignored = { $fault } Die Angabe wurde nicht beachtet.
warning-page = Das nennt keine Seite; der Kommentar gehört zu der Seite, von der das Formular abgeschickt wurde.
warning-parent = Das ist nicht die ID eines Kommentars; der Kommentar steht nicht als Antwort.
warning-origin-moved = Diese Adresse gehört nicht zur Website; sie wurde durch eine auf { $origin } ersetzt.
warning-origin-ignored = Diese Adresse gehört nicht zur Website und wurde nicht beachtet. Zur Website gehören: { $origins }.
warning-url-page = Diese Adresse gehört zu einer anderen Seite als `page` und zählt nicht für die Diskussion.
warning-subscribe = Dieser Server sendet keine Mails über Antworten; das Feld wurde nicht beachtet.
warning-signed-in = Die schreibende Person ist angemeldet; das Feld wurde nicht beachtet.
warning-not-asked = Diese Website fragt nicht danach; das Feld wurde nicht beachtet.
warning-token = Dieses Token gehört nicht zu diesem Formular; der Kommentar wurde wie einer ohne Token angenommen.
warning-solution = Das ist keine Antwort auf eine Aufgabe des Formulars; sie wurde nicht beachtet.

author-not-asked = Sie sind angemeldet; lassen Sie diese Angabe weg, oder melden Sie sich zuerst ab.

## The answer to a comment

posted-approved = Vielen Dank. Ihr Kommentar ist veröffentlicht.
posted-pending = Vielen Dank. Ihr Kommentar wartet auf die Moderation.
notice-pending = Vielen Dank. Ihr Kommentar wartet auf die Moderation; er erscheint hier, sobald er freigegeben ist.

## The form

reply-heading = Kommentar schreiben
reply-heading-to = Antwort an { $name }
reply-cancel = Antwort abbrechen
reply-required = (erforderlich)
reply-text = Kommentar
reply-name = Name
reply-email = E-Mail-Adresse (wird nicht angezeigt)
reply-website = Website
reply-honeypot = Bitte leer lassen
reply-button = Kommentar absenden
reply-closed = Die Kommentare sind geschlossen.
reply-locked = Die Kommentare sind gesperrt: keine neuen Kommentare und keine Änderungen.
reply-details = Geben Sie Ihre Daten ein, oder klicken Sie auf ein Symbol, um sich anzumelden:
reply-another-account = Klicken Sie auf ein Symbol, um sich mit einem anderen Konto anzumelden:
reply-account = { $kind ->
    [email] Sie kommentieren mit Ihrer E-Mail-Adresse als { $name }.
   *[other] Sie kommentieren mit Ihrem { $provider }-Konto als { $name }.
}
reply-log-out = Abmelden
reply-change = Ändern
reply-by-email = E-Mail

refused-nothing-lost = Nichts von dem, was Sie geschrieben haben, ist verloren: Es steht noch im Formular.
refused-your-text = Ihr Text
refused-copy = Ihr Kommentar wurde nicht gesendet. Hier ist Ihr Text, damit Sie ihn kopieren können:
refused-too-large-to-show = Ihre Eingabe wurde nicht gespeichert und ist zu groß, um hier angezeigt zu werden. Gehen Sie im Browser zurück: Ihr Text sollte noch im Formular stehen.
refused-no-text = Gehen Sie im Browser zurück und versuchen Sie es noch einmal.
refused-back = Zurück zur Seite

## The comments of a page

thread-count = { $count ->
    [one] { $count } Kommentar
   *[other] { $count } Kommentare
}
thread-empty = Noch keine Kommentare.
thread-removed = Dieser Kommentar wurde entfernt.
thread-nameless = Anonym
thread-edited = bearbeitet
thread-reply = Antworten
thread-reply-to = { $name } antworten
thread-more = Weitere Kommentare

## The script of the form

script-unreachable = Der Server antwortet nicht. Ihr Text ist noch da.
script-keep = behalten Sie dieses
script-or = Klicken Sie auf ein Symbol, um sich mit einem anderen Konto anzumelden, oder { $keep }:
script-connecting = Verbindung zu { $provider } wird hergestellt …
script-here = Stattdessen auf dieser Seite anmelden
script-cancel = Abbrechen
script-cancelled = Sie haben sich nicht angemeldet.
script-failed = Das hat nicht geklappt. Sie sind nicht angemeldet.

## Signing in

sign-in-heading = Anmelden bei { $site }
sign-in-asked = Sie sind dabei, sich bei { $site } mit Ihrem { $provider }-Konto anzumelden, und werden danach zu { $back } weitergeleitet. Wenn Sie das nicht wollten, schließen Sie diese Seite.
sign-in-continue = Weiter zu { $provider }
sign-in-connecting = Verbindung zu { $provider } wird hergestellt …
sign-in-wait = Ihr Browser zeigt die Seite gleich an.
sign-in-done = Sie sind angemeldet
sign-in-window = Dieses Fenster schließt sich von selbst. Wenn nicht, gehen Sie zurück zu { $site }.
sign-in-back = Zurück zu { $site }
sign-in-mail-asked = Sie haben gezeigt, dass Mails an { $email } Sie erreichen. Sie werden zu { $back } weitergeleitet. Wenn Sie das nicht angefordert haben, schließen Sie diese Seite.
sign-in-button = Anmelden
sign-in-this-server = diesem Server
sign-in-the-provider = Der Anbieter
sign-in-mail = E-Mail
sign-in-data-deleted = Ihre Daten wurden gelöscht
sign-in-data-deleted-text = Am { $day } hat { $provider } verlangt, die Daten zu Ihrem Konto auf diesem Server zu löschen. Sie waren gelöscht, bevor { $provider } die Antwort bekam.

sign-in-text-kept = Ihr Text steht noch im Formular.
sign-in-cancelled = Sie haben sich nicht mit { $provider } angemeldet
sign-in-cancelled-text = Sie können es noch einmal versuchen oder eine andere Möglichkeit wählen.
sign-in-not-offered = { $provider } wird hier nicht angeboten
sign-in-not-offered-text = Wählen Sie eine andere Möglichkeit, sich anzumelden.
sign-in-no-answer = { $provider } hat nicht geantwortet
sign-in-no-answer-text = Versuchen Sie es später noch einmal, oder wählen Sie eine andere Möglichkeit.
sign-in-untrusted = { $provider } hat eine Antwort gegeben, der nicht vertraut werden kann
sign-in-untrusted-text = Sie sind nicht angemeldet. Versuchen Sie es noch einmal, oder wählen Sie eine andere Möglichkeit.
sign-in-misconfigured = { $provider } akzeptiert diesen Server nicht
sign-in-misconfigured-text = Wer diesen Server betreibt, findet den Grund im Protokoll. Wählen Sie eine andere Möglichkeit.
sign-in-ended = Diese Anmeldung ist beendet
sign-in-ended-text = Sie wurde in einem anderen Browser oder vor zu langer Zeit begonnen, oder sie wurde schon verwendet. Gehen Sie zurück und beginnen Sie von vorn.
sign-in-unreadable = { $provider } hat eine Antwort gesendet, die nicht gelesen werden kann
sign-in-unreadable-text = Gehen Sie zurück und beginnen Sie von vorn, oder wählen Sie eine andere Möglichkeit.
sign-in-taken = Dieses Konto gehört hier einer anderen Person
sign-in-taken-text = Ihr { $provider }-Konto ist hier schon mit einer anderen Person verknüpft. Melden Sie sich damit an und lösen Sie die Verknüpfung dort zuerst.
sign-in-unavailable = Zurzeit nicht verfügbar
sign-in-unavailable-text = Versuchen Sie es gleich noch einmal.

sign-in-challenge-needed = Senden Sie die Challenge des Formulars; nur Seiten dieses Servers brauchen keine.
sign-in-challenge = Senden Sie SHA-256 in base64url ohne Auffüllung: 43 Zeichen.
sign-in-verifier-length = Es müssen 43 bis 128 Zeichen sein (gesendet: { $got }). Senden Sie den Verifier, dessen SHA-256 die Challenge war.
sign-in-verifier-characters = Erlaubt sind nur A–Z, a–z, 0–9, Bindestrich, Punkt, Unterstrich und Tilde (RFC 7636, Abschnitt 4.1).
sign-in-return-to = Hier muss eine Adresse auf { $origins } stehen, ohne eine weitere in ihrem Pfad.
sign-in-page = Hier muss eine Adresse der Website stehen, ohne eine weitere in ihrem Pfad.

mail-announced = Wenn diese E-Mail-Adresse erreichbar ist, ist ein Code unterwegs. Er gilt 15 Minuten lang.
mail-announced-to = Wenn { $email } erreichbar ist, ist ein Code unterwegs. Er gilt 15 Minuten lang.
mail-wrong-code = Das ist nicht der Code, oder er ist älter als 15 Minuten oder wurde zu oft probiert.
mail-attempt = Das ist nicht der Wert `attempt` einer Anforderung. Senden Sie ihn unverändert, oder lassen Sie ihn weg.

## A commenter's own page

me-title = Ihre Kommentare und Ihre Daten
me-intro = Melden Sie sich an, um zu sehen und zu ändern, was dieser Server über Sie gespeichert hat. Wenn Sie ohne Konto kommentiert haben, bestätigen Sie die E-Mail-Adresse, die Sie angegeben haben: Dann verfügen Sie über alles, was damit geschrieben wurde.
me-sign-in-with = Mit { $provider } anmelden
me-signed-in = { $kind ->
    [email] Sie sind als { $name } mit Ihrer E-Mail-Adresse angemeldet.
   *[other] Sie sind als { $name } mit Ihrem { $provider }-Konto angemeldet.
}
me-sign-out = Abmelden
me-offer = { $count ->
    [one] { $count } Kommentar wurde mit { $email } geschrieben, bevor Sie diese Adresse bestätigt haben. Jeder hätte sie eingeben können: Übernehmen Sie ihn nur, wenn Sie ihn geschrieben haben.
   *[other] { $count } Kommentare wurden mit { $email } geschrieben, bevor Sie diese Adresse bestätigt haben. Jeder hätte sie eingeben können: Übernehmen Sie sie nur, wenn Sie sie geschrieben haben.
}
me-claim = { $count ->
    [one] Kommentar übernehmen
   *[other] Kommentare übernehmen
}
me-profile = Name und Website
me-picture = Ihr Bild
me-name = Name, der bei Ihren Kommentaren steht
me-website = Website, die dabei steht
me-change = Ändern
me-accounts = Konten
me-accounts-text = Mit jedem davon sind Sie hier dieselbe Person.
me-last-used = zuletzt verwendet am { $day }
me-unlink = Verknüpfung lösen
me-unlink-here = Verknüpfung lösen und hier abmelden
me-link = Ein { $provider }-Konto verknüpfen
me-sessions = Wo Sie angemeldet sind
me-this-page = Diese Seite
me-session = { $place }, mit { $provider }, zuletzt verwendet am { $day }
me-here = (hier)
me-end = Beenden
me-end-others = Alle anderen beenden
me-data = Ihre Daten
me-download = Alles herunterladen, was über Sie gespeichert ist
me-erase-text = Alles löschen, was über Sie gespeichert ist, auf jeder Website dieses Servers. Antworten anderer bleiben.
me-your-comments = Ihre Kommentare
me-anonymise = Meine Kommentare bleiben, ohne jede Angabe, von wem sie sind
me-delete = Meine Kommentare werden gelöscht
me-sure = Ich bin sicher: Das lässt sich nicht rückgängig machen
me-erase = Alles über mich löschen
me-code = Der Code aus der Mail
me-link-this = Diese E-Mail-Adresse verknüpfen
me-link-email = Eine E-Mail-Adresse verknüpfen
me-email = Mit einem Code per E-Mail anmelden
me-send-code = Code zusenden

me-moderator = Als Moderator antworten
me-moderator-linked = Diese Sitzung wurde am { $day } mit dem Moderator { $login } verknüpft (angezeigt als { $name }). Was Sie mit einer verknüpften Sitzung auf einer Website schreiben, die Sie moderieren, wird sofort mit Ihrer Rolle veröffentlicht.
me-moderator-end = Alle Verknüpfungen beenden
me-moderator-more = Seither begonnene Sitzungen verknüpfen
me-moderator-link = Sitzungen mit dem eigenen Moderatorkonto verknüpfen
me-moderator-text = Für Moderatoren eines Blogs auf diesem Server. Melden Sie sich zuerst auf dem Blog an und geben Sie dann hier Anmeldename und Passwort Ihres Moderatorkontos ein: Jede unten aufgeführte Sitzung wird verknüpft, bis sie endet, und enthält nie das Token eines Moderators.
me-moderator-login = Anmeldename des Moderators
me-moderator-password = Passwort des Moderators
me-moderator-button = Meine Sitzungen verknüpfen
me-moderator-session = mit Ihrem Moderatorkonto verknüpft

me-done-profile = Ihr Name und Ihre Website sind geändert, für die Kommentare, die folgen.
me-done-unlinked = Die Verknüpfung mit dem Konto ist gelöst, und die Sitzungen, die damit begonnen wurden, sind beendet.
me-done-ended = Die Sitzung ist beendet.
me-done-others = Alle anderen Sitzungen sind beendet.
me-done-linked = Ihre Sitzungen sind verknüpft: Was Sie damit auf Ihren Websites schreiben, wird sofort veröffentlicht.
me-done-unlinked-moderator = Keine Ihrer Sitzungen ist noch mit einem Moderator verknüpft.
me-done-adopted = Die Kommentare gehören jetzt Ihnen.
me-done-out = Sie sind abgemeldet.
me-done-over = Ihre Sitzung ist abgelaufen. Melden Sie sich bitte erneut an.
me-done-erased = Alles, was über Sie gespeichert war, ist gelöscht.
me-last-account = Das ist das letzte Konto, durch das Sie hier bekannt sind; ohne eines ließen sich Ihre Kommentare Ihnen nicht mehr zuordnen. Verknüpfen Sie zuerst ein anderes, oder löschen Sie alles.
me-not-linked = Dieses Konto ist nicht mehr mit Ihnen verknüpft.
me-no-session = Das ist keine Ihrer Sitzungen.
me-choose = Wählen Sie, was mit Ihren Kommentaren geschieht.
me-confirm = Bestätigen Sie, dass Sie sicher sind: Das lässt sich nicht rückgängig machen.

## The embedded thread

# The headline above the comments of a page with a title.
thread-heading = { $count ->
    [0] Noch keine Gedanken zu „{ $title }“
    [one] Ein Gedanke zu „{ $title }“
   *[other] { $count } Gedanken zu „{ $title }“
}
# Invites readers to write the first comment of a page.
thread-invite = Noch keine Kommentare. Was meinen Sie?
thread-page-title = Kommentare zu „{ $title }“
thread-oldest = Älteste zuerst
thread-newest = Neueste zuerst
thread-in-reply-to = als Antwort an { $name }
thread-role-moderator = Moderation
# The badge beside the name of the person whose blog it is.
thread-role-owner = Redaktion
# The badge of the comment that is shown first.
thread-pinned = Angeheftet
thread-edit = Bearbeiten
thread-edit-own = Ihren Kommentar bearbeiten
thread-delete = Löschen
thread-delete-own = Ihren Kommentar löschen
thread-delete-question = Ihren Kommentar löschen? Das lässt sich nicht rückgängig machen.
thread-cancel = Abbrechen
thread-save = Speichern
thread-deleted = Ihr Kommentar ist gelöscht.
thread-saved = Ihre Änderung ist gespeichert.
thread-pending = Wartet auf die Moderation. Nur Sie können das sehen.
thread-edit-pending = Ihre Änderung wartet auf die Moderation. Bis dahin sehen andere den bisherigen Text.
thread-in-review = Dieser Kommentar wurde geändert und wartet auf die Moderation.
thread-missing = Dieser Kommentar ist nicht mehr verfügbar.
thread-earlier = Frühere Kommentare
thread-load-failed = Die Kommentare konnten nicht geladen werden.
thread-retry = Noch einmal versuchen

## The embedded form

form-preview = Vorschau
form-preview-title = Vorschau Ihres Kommentars
form-continue = Weiterschreiben
form-sending = Wird gesendet …
form-format = Möglich sind *Betonung*, **starke Betonung**, `Code`, > Zitate, Listen und Links.
form-draft = Ihr Text bleibt in diesem Browser gespeichert, bis Sie ihn absenden.
form-remember = Meinen Namen, meine E-Mail-Adresse und meine Website in diesem Browser für meinen nächsten Kommentar speichern.
form-offline = Sie sind offline. Ihr Text ist hier gespeichert. Senden Sie ihn, wenn die Verbindung wieder besteht.
form-not-sent = Ihr Kommentar konnte nicht gesendet werden. Ihr Text ist noch da.
form-send-again = Noch einmal senden
form-now = Sie können Ihren Kommentar jetzt senden.
# Shown while the browser computes a proof of work.
form-proof = Ihr Browser löst eine kleine Aufgabe, die Spam fernhält: { $percent } %
form-left = Noch mögliche Zeichen: { $count }
form-privacy = Datenschutzerklärung
form-sign-in-needed = Melden Sie sich an, um zu kommentieren.
form-sign-in-with = Mit { $provider } anmelden
form-email-intro = Geben Sie Ihre E-Mail-Adresse ein. Sie erhalten einen Code per Mail und brauchen kein Passwort.
form-new-code = Neuen Code zusenden
form-signed-in = Sie sind als { $name } angemeldet.
form-signed-out = Sie sind abgemeldet.

## The comments of a person on their own page

me-comments-title = Was Sie geschrieben haben
me-comments-empty = Sie haben noch keine Kommentare geschrieben.
me-comments-more = Ältere Kommentare
me-on-page = auf { $page }
me-status-approved = Veröffentlicht
me-status-pending = Wartet auf die Moderation
me-change-until = Sie können ihn bis { $time } ändern.

## The moderators’ pages

mod-title = Moderation
mod-sign-in = Zur Moderation anmelden
mod-resend-text = Es wurde nichts geändert. Was Sie eingegeben haben, bleibt auf dieser Seite: Melden Sie sich in einem neuen Tab an, kommen Sie zurück und senden Sie es noch einmal. Passwörter müssen neu eingegeben werden.
mod-login = Anmeldename
mod-password = Passwort
mod-sites = Websites
mod-all-sites = Alle Websites
mod-folders = Ordner
mod-folder-review = Zu prüfen
mod-folder-probably-spam = Wahrscheinlich Spam
mod-folder-approved = Freigegeben
mod-folder-spam = Spam
mod-folder-trash = Papierkorb
mod-folder-all = Alle Ordner
mod-search = Text, Name, E-Mail-Adresse suchen
mod-search-button = Suchen
mod-reason = Grund
mod-any-reason = Jeder Grund
mod-order-score = Nach Bewertung
mod-filter-network = Netz { $network }
mod-filter-email-domain = E-Mail bei { $domain }
mod-filter-page = Seite { $page }
mod-filter-remove = Diesen Filter entfernen
mod-filter-reset = Den ganzen Ordner zeigen
mod-empty = Hier sind keine Kommentare.
mod-search-incomplete = Ältere Kommentare werden nach einem Upgrade noch für die Suche vorbereitet. Einige können fehlen.
mod-overflowed = In den letzten sieben Tagen in den Spam-Ordner verschoben, weil die Warteschlange voll war: { $what }
mod-parts = Teile der Liste
mod-next = Weitere Kommentare
mod-first = Zum Anfang
mod-select = Kommentar von { $name } auswählen
mod-select-all = Alle auf dieser Seite auswählen
mod-selected = Ausgewählte Kommentare:
mod-approve = Freigeben
mod-spam = Spam
mod-trash = Papierkorb
mod-hold = Zurückhalten
mod-restore = Zurück zur Prüfung
mod-delete = Endgültig löschen
mod-undo = Rückgängig machen
mod-context = Zusammenhang
mod-on-page = Auf der Seite
mod-done-approve = Freigegeben: { $what }.
mod-done-hold = Zurück zur Prüfung: { $what }.
mod-done-spam = Spam: { $what }.
mod-done-trash = Im Papierkorb: { $what }.
mod-done-delete = Endgültig gelöscht: { $what }.
mod-done-rejected = Änderung abgelehnt: { $what }. Der frühere Text bleibt veröffentlicht.
mod-done-undo = Wieder wie vorher: { $what }.
mod-replied = Ihre Antwort ist veröffentlicht.
mod-skip-conflict = Inzwischen geändert, deshalb ist nichts geschehen: { $what }.
mod-skip-unchanged = Schon so entschieden: { $what }.
mod-skip-not-found = Nicht mehr da: { $what }.
mod-skip-erased = Endgültig gelöscht und nicht mehr zu ändern: { $what }.
mod-skip-unavailable = Nicht erledigt, weil die Datenbank nicht geantwortet hat: { $what }. Versuchen Sie es noch einmal.
mod-decision = { $action } durch { $login }, { $time }.
mod-record = Andere Kommentare: { $approved } freigegeben, { $spam } Spam, { $trash } im Papierkorb
mod-new-author = Erster Kommentar
mod-verified-email = E-Mail-Adresse bestätigt
mod-verified-account = mit { $provider } angemeldet
mod-unverified = nicht bestätigt
mod-title-claimed = unbestätigter Titel
mod-edit-waits = Ein veröffentlichter Kommentar wurde geändert. Freigeben veröffentlicht den neuen Text; Spam und Papierkorb verwerfen nur die Änderung.
mod-old-text = Veröffentlichter Text
mod-new-text = Neuer Text
mod-why = Gründe, Bewertung { $score }
mod-holds = hält zurück
mod-all-matching = Über alle passenden entscheiden
mod-all-matching-text = Alle Kommentare dieses Ordners, die zu Suche und Filtern passen, auf jeder Seite der Liste. Zuerst sehen Sie, wie viele es sind.
mod-matching-text = Was sich ab jetzt ändert, gehört nicht dazu. Sie können es danach rückgängig machen.
mod-matching-more = Auf einmal werden höchstens { $max } Kommentare entschieden. Passen noch mehr, wiederholen Sie dies für die übrigen.
mod-delete-text = Text und alle Angaben zur Person gehen verloren. Das lässt sich nicht rückgängig machen.
mod-back = Zurück zur Liste
mod-context-title = Kommentar von { $name } im Zusammenhang
mod-reply-hint = Erscheint sofort als { $name }. Der Kommentar wird freigegeben, falls er es noch nicht ist.
mod-history = Was entschieden wurde
mod-history-empty = Über diesen Kommentar wurde noch nicht entschieden.
mod-failed = Das ist nicht geschehen: Der Server hat nicht geantwortet. Versuchen Sie es noch einmal.
mod-keys = Tastenkürzel
mod-keys-help = Tastenkürzel zeigen
mod-key-move = Nächster, voriger Kommentar
mod-key-select = Auswählen
mod-key-selected = Ausgewählte: Freigeben, Spam, Papierkorb
mod-close = Schließen
mod-pages = Seiten der Moderation
mod-queue = Warteschlange
mod-dashboard = Übersicht
mod-range = Zeitraum
mod-days = { $days } Tage
mod-comments-per-day = Kommentare pro Tag
mod-comments-text = Tage in UTC. Gerettet sind Kommentare, die die Prüfung für Spam hielt und die jemand aus der Moderation freigab. Jedes Diagramm hat seinen eigenen Maßstab.
mod-received = Eingegangen
mod-rescued = Gerettet
mod-chart-label = { $name }: { $total } von { $from } bis { $to }, höchstens { $max } am { $day }.
mod-chart-empty = { $name }: keine von { $from } bis { $to }.
mod-as-table = Die Zahlen als Tabelle
mod-day = Tag
mod-median = Wartezeit, Median
mod-p90 = 9 von 10 warteten höchstens
mod-queue-times-text = Die ersten beiden Zahlen gelten jetzt. Die Zeiten sind die der Kommentare, über die in diesem Zeitraum entschieden wurde: { $count }.
mod-reasons = Treffsicherheit der Gründe
mod-reasons-text = Alle Entscheidungen seit dem Anfang. Die Rettungsquote sagt, wie viele der Kommentare, die die Prüfung für Spam hielt, freigegeben wurden: je niedriger, desto besser.
mod-reasons-empty = Über Kommentare mit Gründen wurde noch nicht entschieden.
mod-rescue-rate = Rettungsquote
mod-accuracy = Treffsicherheit
mod-accuracy-unknown = zu wenige Entscheidungen
mod-accuracy-good = gut
mod-accuracy-weak = schwach
mod-accuracy-misleading = irreführend
mod-percent = { $number } %
mod-seconds = { $number } s
mod-minutes = { $number } min
mod-hours = { $number } Std.
mod-days-short = { $number } T.
mod-health = Server
mod-health-database = Datenbank
mod-health-limits = Redis (Anfragelimits)
mod-health-mail = E-Mail
mod-health-checks = Externe Prüfungen
mod-health-working = läuft
mod-health-failing = gestört
mod-health-not-configured = nicht eingerichtet
mod-log = Protokoll
mod-filter-moderator = Von { $login }
mod-filter-comment = Kommentar von { $name }
mod-show = Zeigen
mod-status-deleted = Endgültig gelöscht
mod-log-action = Aktion
mod-log-any-action = Jede Aktion
mod-log-empty = Es gibt keine Einträge.
mod-log-next = Ältere Einträge
mod-log-gone = Endgültig gelöschter Kommentar
mod-log-of-edit = seine Änderung
mod-log-same-comment = Alles zu diesem Kommentar
mod-log-before = Vorher:
mod-log-after = Nachher:
mod-log-command-line = Kommandozeile
mod-log-edit = Von der Moderation bearbeitet
mod-log-remove-site = Website entfernt
mod-log-title = Titel einer Seite
mod-log-url = URL einer Seite
mod-log-state = Diskussion geöffnet oder geschlossen
mod-log-pin = Kommentar angeheftet
mod-log-move = Diskussion verschoben
mod-log-alias = Weiterer Schlüssel einer Seite
mod-thread-open = offen
mod-thread-closed = geschlossen
mod-thread-locked = gesperrt
mod-note = Notiz
mod-notes = Notizen zur Person
mod-notes-number = Notizen zur Person: { $number }
mod-notes-text = Nur wer diese Website moderiert, sieht die Notizen, und zwar bei jedem Kommentar der Person. Leser und die Person selbst sehen sie nie.
mod-notes-unknown = Die Person ist ein Gast ohne E-Mail-Adresse und nicht wiederzuerkennen. Deshalb sind hier keine Notizen möglich.
mod-note-add = Notiz hinzufügen
mod-note-delete = Notiz von { $login } löschen
mod-note-many = Zu dieser Person gibt es schon { $max } Notizen. Löschen Sie zuerst eine.
mod-note-length = Eine Notiz oder ein Grund darf höchstens { $max } Zeichen haben; hier sind es { $count }.
mod-note-controls = Entfernen Sie die Steuerzeichen.
mod-edit-title = Kommentar bearbeiten
mod-edit-hint = Leser sehen, dass der Kommentar bearbeitet wurde. Die Moderation kann den früheren Text weiter lesen.
mod-edit-reason = Grund, für das Protokoll (freiwillig)
mod-edit-owners = Nur Eigentümer dürfen den Namen einer bestätigten Person ändern oder das, was jemand anderes aus der Moderation veröffentlicht hat.
mod-revisions = Frühere Fassungen
mod-revision = Als { $name }, bis { $login } den Kommentar bearbeitete, { $time }
mod-ban = Bannen
mod-more = Mehr
mod-thread = Diskussion
mod-thread-state = Diese Diskussion ist { $state }.
mod-thread-state-set = Das hat jemand aus der Moderation festgelegt.
mod-thread-state-policy = So sagen es die Regeln der Website.
mod-thread-reopen = Öffnen
mod-thread-close = Schließen: keine neuen Kommentare
mod-thread-lock = Sperren: keine neuen Kommentare und keine Änderungen
mod-thread-by-policy = Den Regeln der Website überlassen
mod-thread-title = Titel der Seite
mod-thread-url = URL der Seite
mod-thread-claim = Behauptung des Browsers einer Person: { $text }
mod-thread-empty = Bleibt ein Feld leer, gilt, was Browser behaupten.
mod-pin = Diesen Kommentar anheften
mod-unpin = Angehefteten Kommentar lösen
mod-pin-text = Ein angehefteter Kommentar steht an erster Stelle.
mod-thread-move = Diskussion verschieben
mod-thread-move-to = Schlüssel der anderen Seite
mod-thread-move-text = Alle Kommentare von { $page } kommen auf die andere Seite, und dieser Schlüssel steht dann für sie. Gibt es dort schon Kommentare, werden beide Diskussionen eine; das lässt sich nicht rückgängig machen.
mod-thread-same = Geben Sie den Schlüssel einer anderen Seite ein.
mod-thread-origin = Muss auf einem Ursprung der Website liegen: { $origins }.
mod-done-note = Die Notiz ist gespeichert.
mod-done-note-deleted = Die Notiz ist gelöscht.
mod-done-edit = Der Kommentar ist bearbeitet.
mod-done-thread = Die Diskussion ist geändert.
mod-done-moved = Die Diskussion ist verschoben.
mod-not-replied = Ihre Antwort ist noch nicht veröffentlicht. { $why }
mod-replied-before = Mit diesem Formular wurde schon eine Antwort gesendet. Senden Sie es noch einmal, um auch diese zu veröffentlichen.

## The reasons of an assessment, by code

reason-learned = Text wie gelernt
reason-learning = Filter lernt noch
reason-spam_sample = Spam-Probe zur Bestätigung
reason-text_known = Text war schon Spam
reason-text_similar = Text ähnelt Spam
reason-domain_spam = Link zu einer Spam-Domain
reason-domain_ham = Nur bekannte gute Links
reason-author_approved = Schon einmal freigegeben
reason-author_trusted = Schon oft freigegeben
reason-author_rejected = Frühere Kommentare waren Spam
reason-honeypot = Verstecktes Feld ausgefüllt
reason-answered_at_once = Nach weniger als 2 Sekunden gesendet
reason-answered_quickly = Nach weniger als 4 Sekunden gesendet
reason-token_missing = Kein Formular-Token
reason-token_stale = Formular-Token abgelaufen
reason-token_used = Formular-Token zweimal verwendet
reason-unvouched = Kein Token, niemand bestätigt
reason-form_irregular = Unregelmäßiges Formular
reason-proof_missing = Kein Arbeitsnachweis
reason-proof_wrong = Falscher Arbeitsnachweis
reason-form_alone = Nur das Formular ist auffällig
reason-network_spam = Spam aus diesem Netz
reason-network_burst = Viele Kommentare aus diesem Netz
reason-text_repeated = Derselbe Text auf anderen Seiten
reason-flood = Mehr Kommentare als üblich
reason-flood_unknown = Unbekannt während einer Flut
reason-queue_full = Die Warteschlange war voll
reason-suspect_word = Verdächtiges Wort
reason-many_links = Viele Links
reason-limits_degraded = Grenzen waren unvollständig
reason-akismet_spam = Akismet: Spam
reason-akismet_discard = Akismet: eindeutiger Spam
reason-akismet_failed = Akismet hat nicht geantwortet
reason-hook_spam = Ihr Hook: Spam
reason-hook_ham = Ihr Hook: in Ordnung
reason-hook_unsure = Ihr Hook: unsicher
reason-hook_failed = Ihr Hook hat nicht geantwortet
reason-captcha_missing = Captcha nicht gelöst
reason-captcha_wrong = Falsche Captcha-Antwort
reason-captcha_failed = Captcha-Dienst hat nicht geantwortet
## Mails to moderators about waiting comments

notice-comment-subject = [{ $site }] { $author } hat „{ $page }“ kommentiert
notice-edit-subject = [{ $site }] { $author } hat einen Kommentar zu „{ $page }“ geändert
notice-digest-subject =
    { $count ->
        [one] [{ $site }] { $count } Kommentar wartet
       *[other] [{ $site }] { $count } Kommentare warten
    }
notice-comment-intro = { $author } hat „{ $page }“ ({ $site }) kommentiert. Der Kommentar wartet auf eine Entscheidung.
notice-edit-intro = { $author } hat einen veröffentlichten Kommentar zu „{ $page }“ ({ $site }) geändert. Der neue Text wartet auf eine Entscheidung.
notice-cut = Das ist nur der Anfang; die Links zeigen den ganzen Text.
notice-approve = Freigeben
notice-spam = Als Spam markieren
notice-trash = In den Papierkorb verschieben
notice-open = In der Warteschlange öffnen
notice-open-queue = Die ganze Warteschlange öffnen
notice-links = Jeder Link zeigt den Kommentar und fragt nach. Die Links gelten nur für Sie und { $days } Tage lang; leiten Sie diese Mail deshalb nicht weiter.
notice-waiting =
    { $count ->
        [one] { $count } Kommentar wartet auf eine Entscheidung.
       *[other] { $count } Kommentare warten auf eine Entscheidung.
    }
notice-probably-spam =
    { $count ->
        [one] { $count } weiterer Kommentar ist wahrscheinlich Spam.
       *[other] { $count } weitere Kommentare sind wahrscheinlich Spam.
    }
notice-more =
    { $count ->
        [one] { $count } weiterer Kommentar wartet.
       *[other] { $count } weitere Kommentare warten.
    }
notice-why = Sie erhalten diese Mail, weil Sie die Kommentare von { $site } moderieren.
notice-off = Diese Mails abbestellen
notice-unnamed = Ein Autor ohne Namen
notice-reader = Jemand
notice-withheld = Der Mailserver hat diesen Text abgelehnt. Die Links zeigen ihn.
queue-feed-title = Wartende Kommentare: { $site }

## The pages that the links of these mails lead to

act-approve = Diesen Kommentar freigeben?
act-spam = Diesen Kommentar als Spam markieren?
act-trash = Diesen Kommentar in den Papierkorb verschieben?
act-approve-change = Diese Änderung freigeben?
act-reject-change = Diese Änderung ablehnen?
act-off = Mails über { $site } abbestellen?
act-off-text = Sie erhalten keine Mails mehr über wartende Kommentare von { $site }. Die Kommentare warten weiterhin auf Sie oder andere Moderatoren.
act-author = { $author } schrieb zu „{ $page }“:
act-changed = Der Kommentar wurde inzwischen geändert oder es wurde über ihn entschieden. Lesen Sie ihn und entscheiden Sie dann.
act-approved = Der Kommentar ist veröffentlicht
act-marked-spam = Der Kommentar ist als Spam markiert
act-trashed = Der Kommentar ist im Papierkorb
act-deleted = Der Kommentar wurde gelöscht
act-rejected = Die Änderung wurde abgelehnt
act-rejected-text = Der frühere Text bleibt veröffentlicht.
act-decided-by = Das hat { $login } am { $time } (UTC) entschieden.
act-decided-otherwise = Das hat kein Moderator entschieden.
act-ended-text = Dieser Link ist älter als { $days } Tage, oder Sie moderieren diese Website nicht mehr, oder Ihre E-Mail-Adresse wurde geändert. Falls der Kommentar noch wartet, finden Sie ihn in der Warteschlange.
act-off-done = Die Mails sind abbestellt
act-off-done-text = Sie erhalten keine Mails mehr über wartende Kommentare von { $site }.
act-email = Diese E-Mail-Adresse bestätigen?
act-email-text = Mails über wartende Kommentare für das Konto { $login } gehen dann an { $email }.
act-email-button = Bestätigen
act-email-done = Die E-Mail-Adresse ist bestätigt
act-email-done-text = Mails über wartende Kommentare gehen jetzt an { $email }.
act-email-ended = Diese E-Mail-Adresse wurde bestätigt oder verworfen, es wurde eine andere eingegeben, oder der Link ist älter als { $days } Tage. Ihr Konto auf der Seite für Moderatoren zeigt, welche E-Mail-Adresse noch wartet.

## Mails

mail-sign-in-subject = Ihr Code für { $site }: { $code }
mail-sign-in-body =
    Jemand, vermutlich Sie, möchte diese E-Mail-Adresse bestätigen, um bei { $site } zu kommentieren.

    Geben Sie diesen Code dort ein, wo Sie ihn angefordert haben:

        { $code }

    Oder öffnen Sie diesen Link auf demselben Gerät:

        { $link }

    Code und Link gelten einmal und 15 Minuten lang.

    Wenn Sie das nicht angefordert haben, ignorieren Sie diese Mail. Dann geschieht nichts, und ohne den
    Code kann sich niemand anmelden.
mail-confirm-subject = Bestätigen Sie Ihre E-Mail-Adresse für { $server }
mail-confirm-body =
    Diese E-Mail-Adresse wurde für das Moderatorenkonto { $login } auf { $server } eingegeben, um Mails über wartende Kommentare zu erhalten.

    Wenn Sie das waren, öffnen Sie diesen Link und bestätigen Sie sie:

        { $link }

    Der Link gilt einmal und { $days } Tage lang.

    Wenn Sie das nicht waren, ignorieren Sie diese Mail. Sie erhalten dann keine weiteren.
mail-change-subject = Andere E-Mail-Adresse für Ihr Konto auf { $server }
mail-change-body =
    Für das Moderatorenkonto { $login } auf { $server } wurde eine andere E-Mail-Adresse eingegeben. Sobald sie bestätigt ist, gehen Mails über wartende Kommentare dorthin.

    Wenn das weder Sie noch ein Eigentümer waren, verwerfen Sie sie und ändern Sie Ihr Passwort hier:

        { $link }

## The pages for bans, sites, accounts and keys

mod-save = Speichern
mod-saved = Gespeichert.
mod-add = Hinzufügen
mod-added = Hinzugefügt.
mod-remove = Entfernen
mod-removed = Entfernt.
mod-refresh = Aktualisieren
mod-added-by = Hinzugefügt durch { $login }, { $time }
mod-line-error = Zeile { $line }: { $error }
mod-site = Website
mod-bans = Sperren
mod-bans-empty = Es gibt keine Sperren.
mod-ban-new = Sperre hinzufügen
mod-ban-of = Absender des Kommentars von { $name } sperren
mod-ban-kind = Art
mod-kind-person = Angemeldete Person
mod-kind-email = E-Mail-Adresse
mod-kind-domain = E-Mail-Domain
mod-kind-network = IP-Adresse oder Netz
mod-ban-subject = Wer gesperrt wird
mod-ban-subject-hint = Zum Beispiel eve@example.org, example.org samt Subdomains, 203.0.113.7 oder 203.0.113.0/24. Eine angemeldete Person sperren Sie von einem ihrer Kommentare aus.
mod-ban-until = Ende (UTC)
mod-ban-until-hint = Leer lassen für eine dauerhafte Sperre.
mod-ban-note = Notiz
mod-ban-note-hint = Nur für die Moderation sichtbar.
mod-ban-shadow = Ohne Mitteilung an den Absender
mod-ban-shadow-hint = Neue Kommentare werden angenommen und verborgen statt abgelehnt.
mod-ban-shadow-tag = ohne Mitteilung
mod-ban-also = Vorhandene Kommentare
mod-ban-also-none = So lassen, wie sie sind
mod-ban-button = Sperren
mod-ban-exists = Diese Sperre gibt es schon.
mod-ban-ends = bis { $time }
mod-ban-permanent = dauerhaft
mod-ban-added = Die Sperre gilt.
mod-ban-moved = Vorhandene Kommentare verschoben: { $what }.
mod-ban-moving = Vorhandene Kommentare werden verschoben: bisher { $done } von { $what }.
mod-ban-lift = Sperre aufheben
mod-ban-lifted = Die Sperre ist aufgehoben.
mod-sites-empty = Ihnen ist keine Website zugeteilt. Ein Eigentümer kann das ändern.
mod-site-new = Website hinzufügen
mod-site-change = Name und Ursprünge
mod-site-name = Name
mod-site-slug = Kurzname
mod-site-slug-hint = Kleinbuchstaben, Ziffern und Bindestriche. Er steht in URLs und lässt sich später nicht ändern.
mod-site-origins = Ursprünge (Origins)
mod-site-origins-hint = Einer je Zeile, zum Beispiel https://blog.example. Nur Seiten dieser Ursprünge dürfen Kommentare und Formular zeigen. Für Vorschauen ersetzt ein Stern einen Teil des Namens: https://*.preview.blog.example.
mod-site-remove = { $name } entfernen
mod-site-remove-text = Die Website wird mit allen Kommentaren, Threads, Sperren, Notizen, dem Protokoll und den Einstellungen gelöscht. Das lässt sich nicht rückgängig machen.
mod-site-confirm = Geben Sie zur Bestätigung { $slug } ein
mod-site-confirm-wrong = Geben Sie { $slug } ein, um die Website zu entfernen.
mod-flood = Kommentarflut seit { $time }: Schutzstufe { $step } von 3.
mod-policy = Einstellungen
mod-policy-of = Einstellungen von { $name }
mod-policy-owners = Nur Eigentümer können diese Einstellungen ändern.
mod-policy-conflict = Inzwischen von einem anderen Eigentümer geändert in: { $value }. Speichern Sie noch einmal, um das zu ersetzen.
mod-part-moderation = Moderation und Wörter
mod-part-people = Wer kommentieren darf
mod-part-comments = Kommentare und Formulare
mod-part-limits = Grenzen und Aufbewahrung
mod-policy-moderation = Was auf die Moderation wartet
mod-mode-all = Jeder Kommentar
mod-mode-first = Kommentare von Absendern ohne freigegebenen Kommentar
mod-mode-suspect = Nur, was die Prüfungen verdächtigen
mod-mode-none = Nichts; Spam kommt trotzdem in den Spam-Ordner
mod-policy-banned-words = Verbotene Wörter: der Kommentar wird abgelehnt
mod-policy-suspect-words = Verdächtige Wörter: der Kommentar wartet auf die Moderation
mod-policy-words-hint = Ein Wort je Zeile, höchstens 1.000. Es zählen ganze Wörter, groß oder klein geschrieben.
mod-policy-links-max = Links, ohne dass der Kommentar wartet
mod-policy-guests = Gäste dürfen ohne Anmeldung kommentieren
mod-policy-guest-name = Name von Gästen
mod-policy-guest-email = E-Mail-Adresse von Gästen
mod-policy-guest-website = Website von Gästen
mod-rule-required = Pflichtfeld
mod-rule-optional = Freiwillig
mod-rule-hidden = Wird nicht gefragt
mod-policy-email-sign-in = Anmeldung per E-Mail ist möglich
mod-policy-all-providers = Alle Anmeldedienste dieses Servers anbieten
mod-policy-providers = Sonst nur diese
mod-policy-text-min = Kürzester Kommentar, in Zeichen
mod-policy-text-max = Längster Kommentar, in Zeichen
mod-policy-depth-max = Ebenen von Antworten
mod-policy-close-after = Threads schließen nach, in Tagen
mod-policy-close-after-hint = Gezählt ab dem ersten Kommentar. Leer lassen, damit Threads offen bleiben.
mod-policy-edit-window = Zeit zum Ändern oder Löschen eigener Kommentare, in Sekunden
mod-policy-edit-window-hint = 900 sind 15 Minuten; 0 heißt nie.
mod-policy-edits = Solange die Änderung eines veröffentlichten Kommentars wartet
mod-edits-keep = Den veröffentlichten Text zeigen
mod-edits-hide = Vom Kommentar nichts zeigen
mod-policy-language = Sprache von Seiten, Meldungen und Mails für Leser
mod-language-name = Deutsch
mod-policy-privacy = Seite zum Datenschutz
mod-policy-privacy-hint = Jedes Formular verweist auf diese URL. Leer lassen für keinen Link.
mod-policy-limits = Grenzen beim Kommentieren, in Prozent der eingebauten
mod-policy-limits-hint = 50 halbiert, 200 verdoppelt sie.
mod-policy-ham-lost = Echte Kommentare, die in den Spam-Ordner geraten dürfen, von 1.000
mod-policy-spam-published = Spam, der veröffentlicht werden darf, von 100
mod-policy-pending-max = Höchstens so viele Kommentare warten
mod-policy-pending-hint = Darüber kommt in den Spam-Ordner, was am ehesten Spam ist, aber nie etwas von bestätigten Absendern.
mod-policy-pending-network = Höchstens so viele warten aus einem Netz
mod-policy-spam-days = Tage, bis Spam gelöscht wird
mod-policy-trash-days = Tage, bis der Papierkorb geleert wird
mod-policy-days-hint = 0 heißt nie.
mod-preview = Vorschau
mod-preview-title = Mit diesen Einstellungen, von den neuesten { $count } Kommentaren
mod-preview-held = hätten auf die Moderation gewartet: { $count }
mod-preview-refused = wären abgelehnt worden: { $count }
mod-preview-filed = wären in den Spam-Ordner gekommen: { $count }
mod-preview-published = wären sofort veröffentlicht worden: { $count }
mod-preview-cut = Nur die neuesten sind aufgeführt.
mod-preview-unsaved = Noch ist nichts gespeichert.
mod-people = Konten
mod-person-new = Moderator hinzufügen
mod-person-self = Sie
mod-person-no-sites = keine Websites
mod-person-sites = Websites eines Moderators
mod-person-remove = { $login } entfernen
mod-person-remove-text = Das Konto wird gelöscht. Seine Sitzungen und API-Schlüssel enden sofort. Veröffentlichte Kommentare und das Protokoll bleiben.
mod-account = Konto { $login }
mod-profile = Name, Rolle und Websites
mod-profile-owners = Nur Eigentümer können das ändern.
mod-display-name = Anzeigename
mod-display-name-hint = Steht neben den Kommentaren dieses Moderators. Ohne ihn sehen Leser den Namen der Website.
mod-login-hint = Buchstaben, Ziffern, Punkte, Unter- und Bindestriche. Leser sehen ihn nie.
mod-role = Rolle
mod-role-owner = Eigentümer
mod-role-moderator = Moderator
mod-role-hint = Eigentümer dürfen alles auf allen Websites; Moderatoren moderieren die unten gewählten.
mod-email-hint = Für Mails über wartende Kommentare. Leer lassen für keine Mails.
mod-email-refused = Der Mailserver hat diese E-Mail-Adresse abgelehnt, deshalb werden keine Mails verschickt. Berichtigen Sie sie, oder speichern Sie sie noch einmal, sobald sie funktioniert.
mod-email-waits = { $email } wartet auf die Bestätigung: Öffnen Sie den Link in der Mail, die dorthin ging.
mod-email-in-use = Bis dahin gehen Mails an { $email }.
mod-email-no-use = Bis dahin werden keine Mails verschickt.
mod-email-send-again = Mail noch einmal schicken
mod-email-sent = Die Mail wurde noch einmal geschickt.
mod-email-drop = Diese E-Mail-Adresse verwerfen
mod-email-dropped = Die neue E-Mail-Adresse ist verworfen.
mod-already-gone = Das gibt es nicht mehr: Es wurde schon vorher entfernt.
mod-unsent = Dieser Text ist noch nicht gesendet. Senden Sie ihn zuerst oder brechen Sie ab.
mod-email-none-waits = Keine E-Mail-Adresse wartet auf eine Bestätigung.
mod-email-no-mail = Dieser Server verschickt keine Mails, deshalb kann eine E-Mail-Adresse nicht bestätigt werden. Fragen Sie den Betreiber des Servers.
mod-notices = Mails über wartende Kommentare
mod-notice-mode = Mails über { $site }
mod-notice-off = Keine
mod-notice-each = Für jeden Kommentar, sofort
mod-notice-hourly = Höchstens eine in der Stunde
mod-notice-daily = Höchstens eine am Tag
mod-notice-more-than = Höchstens eine am Tag, wenn mehr warten als die Zahl unten
mod-notice-number = Wie viele auf { $site } ohne Mail warten dürfen
mod-password-change = Passwort ändern
mod-password-hint = Mindestens 15 Zeichen, die nicht leicht zu erraten sind.
mod-password-ends = Das beendet alle Ihre anderen Sitzungen.
mod-password-reset = Das beendet alle Sitzungen des Kontos und entfernt seine E-Mail-Adresse, weil jemand anderes Zugang gehabt haben kann.
mod-password-set = Das Passwort ist geändert.
mod-current-password = Bisheriges Passwort
mod-current-password-wrong = Das ist nicht Ihr bisheriges Passwort.
mod-new-password = Neues Passwort
mod-api-keys = API-Schlüssel
mod-next-entries = Weitere Einträge
mod-keys-empty = Es gibt keine API-Schlüssel.
mod-key-new = Schlüssel erstellen
mod-key-label = Bezeichnung
mod-key-label-hint = Wofür der Schlüssel ist, zum Beispiel ein Programm.
mod-key-may = Was der Schlüssel darf
mod-key-all = Alles, was Sie dürfen
mod-key-feed = Den Feed von { $site } lesen
mod-key-created = Schlüssel für { $label }
mod-key-once = Kopieren Sie ihn jetzt: Er wird nur dieses eine Mal gezeigt.
mod-key-used = zuletzt verwendet { $time }
mod-key-unused = nie verwendet
mod-key-revoke = Widerrufen
mod-key-revoked = Der Schlüssel ist widerrufen.
policy-range = Muss zwischen { $low } und { $high } liegen.
policy-words-many = Höchstens { $max } Wörter (jetzt { $count }). Entfernen Sie einige.
policy-word-length = Ein Wort hat 1 bis { $max } Zeichen (jetzt { $count }).

## Refusals of the moderators’ pages and their API

missing-site = Diese Website gibt es nicht, oder Sie dürfen sie nicht sehen.
missing-moderator = Dieses Konto gibt es nicht, oder Sie dürfen es nicht sehen.
missing-ban = Diese Sperre gibt es nicht, oder Sie dürfen sie nicht sehen.
missing-key = Diesen Schlüssel gibt es nicht, oder Sie dürfen ihn nicht sehen.
missing-batch = Diese Entscheidung gibt es nicht, oder Sie dürfen sie nicht sehen.
missing-thread = Diese Seite hat keine Kommentare, oder Sie dürfen sie nicht sehen.
missing-comment = Diesen Kommentar gibt es nicht, oder Sie dürfen ihn nicht sehen.
missing-note = Diese Notiz gibt es nicht, oder Sie dürfen sie nicht sehen.
missing-file = Diese Datei gibt es nicht, oder Sie dürfen sie nicht sehen.
site-exists = Eine Website mit diesem Kurznamen gibt es schon.
site-unknown = Es gibt keine Website mit diesem Kurznamen.
slug-empty = Geben Sie einen Kurznamen für die Website ein.
slug-characters = Der Kurzname einer Website darf nur aus a–z, 0–9 und Bindestrichen bestehen.
slug-too-long = Der Kurzname einer Website darf höchstens { $max } Zeichen haben; dieser hat { $count }.
login-empty = Geben Sie einen Anmeldenamen ein.
login-characters = Ein Anmeldename darf nur aus a–z, 0–9, Punkten, Unterstrichen und Bindestrichen bestehen.
login-too-short = Ein Anmeldename muss mindestens { $min } Zeichen haben.
login-too-long = Ein Anmeldename darf höchstens { $max } Zeichen haben; dieser hat { $count }.
password-too-short = Das Passwort muss mindestens { $min } Zeichen haben. Gut eignen sich ein paar Wörter, die nichts miteinander zu tun haben.
password-too-long = Das Passwort darf höchstens { $max } Bytes haben.
password-too-common = Das Passwort ist zu leicht zu erraten. Nehmen Sie ein paar Wörter, die nichts miteinander zu tun haben.
moderator-name-taken = Ein anderes Konto hat diesen Anzeigenamen oder einen, der ihm ähnlich sieht. Wählen Sie einen anderen.
moderator-exists = Ein Konto mit diesem Anmeldenamen gibt es schon.
moderator-last-owner = Der letzte Eigentümer kann nicht entfernt oder herabgestuft werden. Machen Sie zuerst jemand anderen zum Eigentümer.
key-label-invalid = Die Bezeichnung muss 1 bis 100 Zeichen haben, ohne Steuerzeichen.
setup-over = Das Token für die Einrichtung ist falsch, abgelaufen oder schon benutzt. Starten Sie den Server neu, um ein neues zu erhalten.
ban-person = Muss die Id einer Person sein (eine UUID).
ban-domain = Muss eine Domain sein, zum Beispiel spam.example.
ban-network = Muss eine IP-Adresse oder ein Netz sein, zum Beispiel 203.0.113.0/24.
ban-network-large = Das Netz ist zu groß: Das kürzeste erlaubte Präfix ist { $prefix }.
ban-until-past = Muss in der Zukunft liegen. Lassen Sie das Ende weg, wenn die Sperre für immer gelten soll.
filter-network = Muss ein IPv4-Netz /24 oder ein IPv6-Netz /48 sein, oder eine IP-Adresse darin.
filter-from-after = Muss vor dem Ende des Zeitraums liegen.
pinned-invalid = Muss die Id eines freigegebenen Kommentars dieser Seite sein, der keine Antwort ist.
origin-empty = Geben Sie den Ursprung der Website ein, zum Beispiel https://example.org.
origin-invalid = Ein Ursprung besteht aus Schema, Host und gegebenenfalls Port, zum Beispiel https://example.org.
origin-wildcard = Ein Ursprung mit Platzhalter muss mit https://*. beginnen und darf keinen weiteren Stern haben, zum Beispiel https://*.blog.pages.dev.
origin-public-suffix = Unter dieser Domain kann jeder Hosts haben. Fügen Sie den Namen Ihres Projekts hinzu, zum Beispiel https://*.blog.pages.dev.
origins-exact = Eine Website braucht einen Ursprung ohne Platzhalter, zum Beispiel https://blog.example: Dorthin werden Leser weitergeleitet.
origins-too-many = Eine Website hat höchstens { $max } Ursprünge; es sind { $count }.
policy-providers = Höchstens 100 Ids von Anbietern, zum Beispiel github.
notice-number-required = Geben Sie ein, wie viele Kommentare ohne Mail warten dürfen.
notice-number-extra = Eine Zahl gehört nur zu Mails, wenn mehr warten als sie. Lassen Sie sie weg.
batch-running = Das läuft noch ({ $done } von { $total } Kommentaren). Machen Sie es rückgängig, wenn es beendet ist.
api-key-only-session = Ein API-Schlüssel darf das nicht. Melden Sie sich mit Ihrem Passwort an.
