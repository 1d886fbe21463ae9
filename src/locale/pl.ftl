# Texts for readers in Polish.

## Titles of problems, by code

title-malformed = Nieczytelne żądanie
title-wrong_host = Niewłaściwa nazwa serwera
title-unauthorized = Brak danych logowania lub są nieprawidłowe
title-wrong_password = Nieprawidłowy login lub hasło
title-wrong_code = Nieprawidłowy kod
title-forbidden = Niedozwolone
title-thread_closed = Komentowanie jest wyłączone
title-identity_required = Zaloguj się, aby skomentować
title-banned = Komentowanie niedozwolone
title-edit_window_over = Czas na zmiany minął
title-not_found = Nie znaleziono
title-method_not_allowed = Niedozwolona metoda
title-not_acceptable = Brak odpowiedniego formatu
title-timeout = Żądanie trwało zbyt długo
title-conflict = W międzyczasie wprowadzono zmiany
title-duplicate = Już opublikowano
title-exists = Już istnieje
title-in_progress = Wciąż w toku
title-too_large = Zbyt duży rozmiar
title-uri_too_long = Zbyt długi adres URL
title-unsupported_media_type = Nieobsługiwany typ danych
title-invalid = Niektóre pola są nieprawidłowe
title-idempotency_mismatch = Klucz użyty w innym żądaniu
title-too_fast = Zbyt szybko
title-flooded = Tymczasowo tylko dla zalogowanych
title-headers_too_large = Zbyt duże nagłówki
title-internal = Błąd wewnętrzny
title-unavailable = Obecnie niedostępne
title-too_slow = Wyszukiwanie trwało zbyt długo
title-outcome_unknown = Nie wiadomo, czy to zapisano

## Details of problems, by code: what happened and what to do

problem-malformed = Nie udało się odczytać żądania. Wyślij je ponownie.
problem-wrong_host = Ten serwer nie obsługuje tej nazwy.
problem-unauthorized = Nie zalogowano lub sesja wygasła. Zaloguj się ponownie.
problem-wrong_password = Nieprawidłowy login lub hasło.
problem-wrong_code = Kod jest nieprawidłowy, już użyty, starszy niż 15 minut lub przekroczono liczbę prób. Poproś o nowy.
problem-forbidden = Nie możesz tego zrobić.
problem-thread_closed = Komentowanie tej strony jest wyłączone.
problem-thread-locked = Komentarze na tej stronie są zablokowane i nie można ich już edytować.
problem-identity_required = Ta witryna przyjmuje komentarze tylko od zalogowanych osób. Zaloguj się i wyślij komentarz ponownie.
problem-banned = Nie można przyjąć twojego komentarza.
problem-edit_window_over = Czas, w którym można było zmienić ten komentarz, minął.
problem-not_found = Niczego tu nie ma albo nie masz do tego dostępu.
problem-method_not_allowed = Ten adres URL nie obsługuje tej metody.
problem-not_acceptable = Żaden z żądanych formatów nie jest tu dostępny.
problem-timeout = Wysłane dane nie dotarły na czas. Wyślij je ponownie.
problem-conflict = W międzyczasie wprowadzono tu zmiany. Wczytaj ponownie, a potem zdecyduj.
problem-duplicate = Ten tekst jest tu już opublikowany. Nie trzeba go wysyłać ponownie.
problem-exists = Wpis o tej nazwie już istnieje.
problem-in_progress = To samo żądanie jest wciąż przetwarzane. Spróbuj ponownie za chwilę.
problem-too_large = Wysłane dane są większe, niż przyjmuje ten serwer. Skróć tekst i wyślij go ponownie.
problem-uri_too_long = Adres URL żądania jest zbyt długi.
problem-unsupported_media_type = Formularz wysłano w formacie, którego ten serwer nie przyjmuje.
problem-invalid = Popraw zaznaczone pola.
problem-invalid-fields = Popraw: { $fields }.
problem-idempotency_mismatch = Tego klucza użyto już w innym żądaniu.
problem-too_fast = Zbyt wiele żądań. Spróbuj ponownie za { wait-time }.
problem-flooded = Ta witryna otrzymuje znacznie więcej komentarzy niż zwykle, dlatego nie przyjmuje ich od niezalogowanych osób. Zaloguj się lub wyślij komentarz ponownie za { wait-time }.
problem-headers_too_large = Nagłówki żądania są zbyt duże.
problem-internal = Coś poszło nie tak po naszej stronie. Spróbuj ponownie później.
problem-unavailable = To jest tymczasowo niedostępne. Spróbuj ponownie za chwilę.
problem-too_slow = To trwało ponad 5 sekund i zostało przerwane. Zawęź wyszukiwanie: wybierz jedną witrynę, jeden stan, jedną stronę lub mniej dni.
problem-outcome_unknown = Nie wiadomo, czy to zapisano. Zajrzyj na stronę, zanim wyślesz ponownie.

problem-no-site = Takiej witryny tu nie ma. Strona z tym formularzem wskazuje niewłaściwą; może to poprawić osoba, która ją prowadzi.
problem-no-parent = Komentarz, którego dotyczy twoja odpowiedź, już nie istnieje. Opublikuj swój jako nowy komentarz lub odpowiedz na inny.
problem-no-comment = Takiego komentarza nie ma albo nie możesz go zobaczyć.
problem-comment-gone = Ten komentarz został usunięty.
problem-no-provider = Ten sposób logowania nie jest tu dostępny.
problem-no-mail-sign-in = Logowanie przez e-mail nie jest tu dostępne.
problem-form-broken = Formularz został uszkodzony po drodze: zawiera błędny znak procentu lub część, której nie można odczytać.
problem-form-many-fields = Formularz ma więcej niż { $max ->
    [one] { $max } pole
    [few] { $max } pola
    [many] { $max } pól
   *[other] { $max } pola
}.
problem-own-page-only = Ten formularz można wysłać tylko ze stron tego serwera. Otwórz stronę i spróbuj ponownie.
problem-signed-out = Nastąpiło wylogowanie lub zalogowanie w innej witrynie. Zaloguj się ponownie; nic z wpisanego tekstu nie przepadło.
problem-no-edit-token = Może to zrobić tylko osoba, która napisała komentarz. Wyślij token edycji komentarza lub zaloguj się.
problem-wrong-edit-token = Ten token edycji nie należy do tego komentarza.
problem-right-ended = Twoje uprawnienie do publikowania tu w ramach moderacji właśnie wygasło. Wyślij ten tekst ponownie jako zwykły komentarz.
problem-published-by-moderator = Ten komentarz opublikowano z konta moderacyjnego. Zmień go za pomocą tokenu lub powiązanej sesji tego konta albo usuń go.
problem-handover = Kod jest nieprawidłowy, już użyty, starszy niż minuta lub utworzony dla innej strony. Zaloguj się ponownie.

wait-time = { $unit ->
    [hour] { $wait ->
        [one] { $wait } godzinę
        [few] { $wait } godziny
        [many] { $wait } godzin
       *[other] { $wait } godziny
    }
    [minute] { $wait ->
        [one] { $wait } minutę
        [few] { $wait } minuty
        [many] { $wait } minut
       *[other] { $wait } minuty
    }
   *[second] { $wait ->
        [one] { $wait } sekundę
        [few] { $wait } sekundy
        [many] { $wait } sekund
       *[other] { $wait } sekundy
    }
}

## Exceeded limits, by limit

limit-comments = W krótkim czasie wysłano od ciebie kilka komentarzy. Poczekaj { wait-time } i wyślij ten ponownie.
limit-network = Z twojej sieci napływa wiele komentarzy. Poczekaj { wait-time } i wyślij swój ponownie.
limit-site = W tej chwili napływa wiele komentarzy. Poczekaj { wait-time } i wyślij swój ponownie.
limit-mail = Zbyt wiele próśb o kod. Spróbuj ponownie za { wait-time }.
limit-sign-in = Zbyt wiele prób logowania. Spróbuj ponownie za { wait-time }.
limit-my-data = To żądanie wysłano kilka razy w krótkim czasie. Spróbuj ponownie za { wait-time }.
limit-reading = Zbyt wiele żądań. Spróbuj ponownie za { wait-time }.

## Names of fields

label-text = komentarz
label-name = nazwa
label-email = adres e-mail
label-website = witryna internetowa
label-page = strona
label-parent_id = komentarz, którego dotyczy odpowiedź
label-code = kod

## What is wrong with a field

field-required = To pole jest wymagane.
field-type-text = To musi być tekst.
field-type-boolean = To musi być wartość true lub false.
field-type-integer = To musi być liczba całkowita.
field-type-number = To musi być liczba.
field-type-list = To musi być lista.
field-type-object = To musi być obiekt.
field-unknown = Nieznane pole. Znane pola: { $known }.
field-unknown-none = Nieznane pole; żadne pola nie są tu przyjmowane.
field-id = To nie jest prawidłowy identyfikator.
field-time = To musi być czas, na przykład 2026-11-24T05:10:23Z.
field-one-of = To musi być jedna z wartości: { $choices }.
field-too-short = Musi mieć co najmniej { $min ->
    [one] { $min } znak
    [few] { $min } znaki
    [many] { $min } znaków
   *[other] { $min } znaku
}.
field-too-long = Może mieć najwyżej { $max ->
    [one] { $max } znak
    [few] { $max } znaki
    [many] { $max } znaków
   *[other] { $max } znaku
} (otrzymano: { $count }).
field-too-few = Musi mieć co najmniej { $min ->
    [one] { $min } element
    [few] { $min } elementy
    [many] { $min } elementów
   *[other] { $min } elementu
}.
field-too-many = Może mieć najwyżej { $max ->
    [one] { $max } element
    [few] { $max } elementy
    [many] { $max } elementów
   *[other] { $max } elementu
} (otrzymano: { $count }).
field-too-small = Wartość musi wynosić co najmniej { $min }.
field-too-large = Wartość może wynosić najwyżej { $max }.
field-twice = Ten sam element występuje dwa razy.
field-nul = Tekst nie może zawierać znaku U+0000, którego nie da się zapisać.
field-parameter = Ten parametr jest wymagany.
parameter-too-short = Musi mieć co najmniej { $min ->
    [one] { $min } znak
    [few] { $min } znaki
    [many] { $min } znaków
   *[other] { $min } znaku
}.
parameter-too-long = Może mieć najwyżej { $max ->
    [one] { $max } znak
    [few] { $max } znaki
    [many] { $max } znaków
   *[other] { $max } znaku
}.
parameter-too-many = Może mieć najwyżej { $max ->
    [one] { $max } element
    [few] { $max } elementy
    [many] { $max } elementów
   *[other] { $max } elementu
}.
parameter-integer = To musi być liczba całkowita w dozwolonym zakresie.
parameter-other = Ta wartość nie należy do dozwolonych.
field-body-object = Treść musi być obiektem.
field-shape = Treść nie ma udokumentowanej postaci.

text-empty = Napisz coś.
text-too-short = Komentarz musi mieć co najmniej { $min ->
    [one] { $min } znak
    [few] { $min } znaki
    [many] { $min } znaków
   *[other] { $min } znaku
}; ten ma { $count }. Napisz trochę więcej.
text-too-long = Komentarz może mieć najwyżej { $max ->
    [one] { $max } znak
    [few] { $max } znaki
    [many] { $max } znaków
   *[other] { $max } znaku
}; ten ma { $count }. Skróć go.
text-too-many-bytes = Komentarz może mieć najwyżej { $max ->
    [one] { $max } bajt
    [few] { $max } bajty
    [many] { $max } bajtów
   *[other] { $max } bajta
}; ten ma { $count }. Skróć go.
text-too-many-lines = Tekst może mieć najwyżej { $max ->
    [one] { $max } wiersz
    [few] { $max } wiersze
    [many] { $max } wierszy
   *[other] { $max } wiersza
}. Usuń kilka podziałów wiersza.
text-too-many-marks = Jedna litera ma więcej niż { $max ->
    [one] { $max } akcent
    [few] { $max } akcenty
    [many] { $max } akcentów
   *[other] { $max } akcentu
}. Usuń kilka z nich.
text-banned-word = Ta witryna nie przyjmuje komentarzy z tekstem „{ $word }”.
text-shows-nothing = Komentarz byłby wyświetlony jako pusty, ponieważ zawiera tylko znaczniki Markdown. Napisz coś lub wstaw lewy ukośnik przed pierwszym znakiem.
page-missing = Podaj, której strony to dotyczy.
page-placeholder = Szablon tej strony nie został wypełniony, więc komentarz nie ma strony. Może to poprawić osoba, która prowadzi stronę; w tym miejscu powinna być ścieżka strony, na przykład /2026/moj-wpis.
page-control = Klucz tej strony zawiera niewidoczny znak, więc komentarz nie ma strony. Może to poprawić osoba, która prowadzi stronę.
page-too-long = Klucz strony może mieć najwyżej { $max ->
    [one] { $max } bajt
    [few] { $max } bajty
    [many] { $max } bajtów
   *[other] { $max } bajta
}; ten ma { $count }. Może go skrócić osoba, która prowadzi stronę.

name-empty = Wpisz nazwę.
name-too-long = Nazwa może mieć najwyżej { $max ->
    [one] { $max } znak
    [few] { $max } znaki
    [many] { $max } znaków
   *[other] { $max } znaku
}; ta ma { $count }. Skróć ją.
name-reserved = Ta nazwa należy do witryny. Wybierz inną.
title-empty = Wpisz tytuł.
title-too-long = Tytuł może mieć najwyżej { $max ->
    [one] { $max } znak
    [few] { $max } znaki
    [many] { $max } znaków
   *[other] { $max } znaku
}; ten ma { $count }.

email-empty = Wpisz adres e-mail.
email-too-long = Adres e-mail może mieć najwyżej { $max ->
    [one] { $max } znak
    [few] { $max } znaki
    [many] { $max } znaków
   *[other] { $max } znaku
}; ten ma { $count }. Sprawdź, czy nie ma w nim literówek.
email-local-too-long = Część przed znakiem @ może mieć najwyżej { $max ->
    [one] { $max } znak
    [few] { $max } znaki
    [many] { $max } znaków
   *[other] { $max } znaku
}; ta ma { $count }. Sprawdź, czy nie ma w niej literówek.
email-control = W adresie e-mail jest tabulator lub podział wiersza. Usuń go.
email-no-at = Adres e-mail zawiera znak @, na przykład nazwa@example.org.
email-many-at = Adres e-mail zawiera tylko jeden znak @. Wpisz jeden adres.
email-no-local = Przed znakiem @ niczego nie ma. Wpisz cały adres.
email-not-ascii = Przed znakiem @ mogą być tylko zwykłe litery, bez znaków diakrytycznych.
email-blank = Przed znakiem @ nie może być spacji. Wpisz sam adres, na przykład nazwa@example.org.
email-character = Przed znakiem @ nie może być „{ $character }”. Wpisz sam adres, na przykład nazwa@example.org.
email-dot = Przed znakiem @ jest kropka w niewłaściwym miejscu.
email-encoded = To jest zakodowane słowo, a nie adres e-mail. Wpisz sam adres.
email-domain = To, co następuje po znaku @, nie jest domeną taką jak example.org. Sprawdź, czy nie ma tam literówek.
email-not-proved = Najpierw potwierdź ten adres e-mail: powiąż go powyżej.

website-empty = Wpisz adres URL witryny internetowej.
website-too-long = Adres URL witryny internetowej może mieć najwyżej { $max ->
    [one] { $max } bajt
    [few] { $max } bajty
    [many] { $max } bajtów
   *[other] { $max } bajta
}; ten ma { $count }. Skróć go.
website-invalid = To nie jest adres URL witryny internetowej. Wpisz go na przykład tak: https://example.org.
website-control = W adresie URL jest niewidoczny znak. Wpisz adres ręcznie, zamiast go wklejać.
website-blank = Adres URL witryny internetowej nie zawiera spacji.
website-userinfo = Adres URL witryny internetowej nie może tu zawierać nazwy ani hasła. Pomiń to, co jest przed znakiem @.
website-host = To nie jest adres URL witryny internetowej. Sprawdź nazwę serwera.

## Warnings: fields that were repaired or ignored

warning-unknown = Takiego pola nie ma; zostało pominięte.
warning-repeated = Formularz wysyła to pole więcej niż raz; liczy się pierwsza wartość.
warning-file = Ten serwer nie przyjmuje plików; pole zostało pominięte.
warning-ignored = { $fault } Wartość została pominięta.
warning-page = To nie wskazuje żadnej strony; komentarz należy do strony, z której wysłano formularz.
warning-parent = To nie jest identyfikator komentarza; komentarz nie jest odpowiedzią.
warning-origin-moved = Ten adres nie należy do źródła (origin) witryny; został zastąpiony adresem z { $origin }.
warning-origin-ignored = Ten adres nie należy do źródła (origin) witryny; został pominięty. Źródła witryny: { $origins }.
warning-url-page = Ten adres URL wskazuje inną stronę niż `page`; nie liczy się dla dyskusji.
warning-subscribe = Ten serwer nie wysyła e-maili o odpowiedziach; pole zostało pominięte.
warning-signed-in = Komentarz pochodzi od zalogowanej osoby; pole zostało pominięte.
warning-not-asked = Ta witryna o to nie prosi; pole zostało pominięte.
warning-token = Ten token nie należy do tego formularza; komentarz potraktowano jak komentarz bez tokenu.
warning-solution = To nie jest rozwiązanie zadania z formularza; zostało pominięte.

author-not-asked = Komentujesz po zalogowaniu; pomiń to pole lub najpierw się wyloguj.

## The answer to a comment

posted-approved = Dziękujemy. Twój komentarz jest opublikowany.
posted-pending = Dziękujemy. Twój komentarz oczekuje na moderację.
notice-pending = Dziękujemy. Twój komentarz oczekuje na moderację; pojawi się tutaj po zatwierdzeniu.

## The form

reply-heading = Dodaj komentarz
reply-heading-to = Odpowiedz na komentarz: { $name }
reply-cancel = Anuluj odpowiedź
reply-required = (wymagane)
reply-text = Komentarz
reply-name = Nazwa
reply-email = Adres e-mail (nigdy nie jest wyświetlany)
reply-website = Witryna internetowa
reply-honeypot = Pozostaw to pole puste
reply-button = Opublikuj komentarz
reply-closed = Komentowanie jest wyłączone.
reply-locked = Komentarze są zablokowane: bez nowych komentarzy i zmian.
reply-details = Wpisz poniżej swoje dane lub kliknij ikonę, aby się zalogować:
reply-another-account = Kliknij ikonę, aby zalogować się na inne konto:
reply-account = { $kind ->
    [email] Komentujesz jako { $name } za pomocą swojego adresu e-mail.
   *[other] Komentujesz jako { $name } za pomocą swojego konta { $provider }.
}
reply-log-out = Wyloguj się
reply-change = Zmień
reply-by-email = E-mail

refused-nothing-lost = Nic z wpisanego tekstu nie przepadło: nadal jest w formularzu.
refused-your-text = Twój tekst
refused-copy = Twój komentarz nie został opublikowany. Oto twój tekst, aby można było go skopiować:
refused-too-large-to-show = Wysłane dane nie zostały zapisane i są zbyt duże, aby je tu wyświetlić. Cofnij się w przeglądarce: tekst powinien nadal być w formularzu.
refused-no-text = Cofnij się w przeglądarce i spróbuj ponownie.
refused-back = Wróć na stronę

## The comments of a page

thread-count = { $count ->
    [one] { $count } komentarz
    [few] { $count } komentarze
    [many] { $count } komentarzy
   *[other] { $count } komentarza
}
thread-empty = Nie ma jeszcze komentarzy.
thread-removed = Ten komentarz został usunięty.
thread-nameless = Osoba anonimowa
thread-edited = edytowano
thread-reply = Odpowiedz
thread-reply-to = Odpowiedz na komentarz: { $name }
thread-more = Więcej komentarzy

## The script of the form

script-unreachable = Serwer nie odpowiada. Twój tekst nadal tu jest.
script-keep = pozostań przy tym
script-or = Kliknij ikonę, aby zalogować się na inne konto, lub { $keep }:
script-connecting = Łączenie z { $provider }…
script-here = Zaloguj się na tej stronie
script-cancel = Anuluj
script-cancelled = Nie zalogowano.
script-failed = Nie udało się. Nie zalogowano.

## Signing in

sign-in-heading = Logowanie: { $site }
sign-in-asked = Za chwilę nastąpi logowanie ({ $site }) za pomocą twojego konta { $provider }, a potem przejście pod adres { $back }. Jeśli nie było to twoim zamiarem, zamknij tę stronę.
sign-in-continue = Przejdź do { $provider }
sign-in-connecting = Łączenie z { $provider }…
sign-in-wait = Przeglądarka za chwilę wyświetli stronę logowania.
sign-in-done = Zalogowano
sign-in-window = To okno zamknie się samo. Jeśli tak się nie stanie, wróć tutaj: { $site }.
sign-in-back = Powrót: { $site }
sign-in-mail-asked = Potwierdzono, że { $email } to twój adres e-mail. Nastąpi przejście pod adres { $back }. Jeśli to nie była twoja prośba, zamknij tę stronę.
sign-in-button = Zaloguj się
sign-in-this-server = ten serwer
sign-in-the-provider = Dostawca
sign-in-mail = E-mail
sign-in-data-deleted = Twoje dane zostały usunięte
sign-in-data-deleted-text = W dniu { $day } wpłynęło od { $provider } żądanie usunięcia danych o twoim koncie. Usunięto je, zanim odpowiedź dotarła do { $provider }.

sign-in-text-kept = Twój tekst nadal jest w formularzu.
sign-in-cancelled = Nie zalogowano przez { $provider }
sign-in-cancelled-text = Możesz spróbować ponownie lub wybrać inny sposób.
sign-in-not-offered = { $provider } nie jest tu dostępną opcją
sign-in-not-offered-text = Wybierz inny sposób logowania.
sign-in-no-answer = { $provider } nie odpowiada
sign-in-no-answer-text = Spróbuj ponownie później lub wybierz inny sposób.
sign-in-untrusted = { $provider } przesyła odpowiedź, której nie można zaufać
sign-in-untrusted-text = Nie zalogowano. Spróbuj ponownie lub wybierz inny sposób.
sign-in-misconfigured = { $provider } nie akceptuje tego serwera
sign-in-misconfigured-text = Przyczynę znajdzie w dzienniku operator tego serwera. Wybierz inny sposób.
sign-in-ended = To logowanie zostało zakończone
sign-in-ended-text = Rozpoczęto je w innej przeglądarce lub zbyt dawno temu albo zostało już użyte. Cofnij się i zacznij od nowa.
sign-in-unreadable = { $provider } przesyła odpowiedź, której nie można odczytać
sign-in-unreadable-text = Cofnij się i zacznij od nowa lub wybierz inny sposób.
sign-in-taken = To konto należy tu do innej osoby
sign-in-taken-text = Twoje konto { $provider } jest tu już powiązane z inną osobą. Najpierw zaloguj się na to konto i tam usuń powiązanie.
sign-in-unavailable = Obecnie niedostępne
sign-in-unavailable-text = Spróbuj ponownie za chwilę.

sign-in-challenge-needed = Wyślij wartość challenge formularza; mogą ją pominąć tylko strony tego serwera.
sign-in-challenge = Wyślij SHA-256 w base64url bez dopełnienia: 43 znaki.
sign-in-verifier-length = Wartość musi mieć od 43 do 128 znaków (otrzymano: { $got }). Wyślij wartość verifier, której skrótem SHA-256 była wartość challenge.
sign-in-verifier-characters = Dozwolone są tylko A–Z, a–z, 0–9, łącznik, kropka, podkreślenie i tylda (RFC 7636, sekcja 4.1).
sign-in-return-to = To musi być adres URL w obrębie { $origins }, bez innego adresu URL w ścieżce.
sign-in-page = To musi być adres URL w źródle (origin) witryny, bez innego adresu URL w ścieżce.

mail-announced = Jeśli ten adres może odbierać pocztę, kod jest już w drodze. Jest ważny przez 15 minut.
mail-announced-to = Jeśli { $email } może odbierać pocztę, kod jest już w drodze. Jest ważny przez 15 minut.
mail-wrong-code = To nie jest właściwy kod, jest on starszy niż 15 minut lub przekroczono liczbę prób.
mail-attempt = To nie jest prawidłowa wartość `attempt`. Wyślij ją bez żadnych zmian lub pomiń.

## A commenter's own page

me-title = Twoje komentarze i twoje dane
me-intro = Zaloguj się, aby zobaczyć i zmienić to, co ten serwer o tobie przechowuje. Jeśli komentujesz bez konta, potwierdź podany adres e-mail: wtedy masz kontrolę nad wszystkim, co z nim napisano.
me-sign-in-with = Zaloguj się przez { $provider }
me-signed-in = { $kind ->
    [email] Zalogowano jako { $name } za pomocą adresu e-mail.
   *[other] Zalogowano jako { $name } za pomocą konta { $provider }.
}
me-sign-out = Wyloguj się
me-offer = { $count ->
    [one] { $count } komentarz napisano z adresem { $email }, zanim ten adres został przez ciebie potwierdzony. Mógł go wpisać ktokolwiek: przejmij komentarz tylko wtedy, gdy jest twój.
    [few] { $count } komentarze napisano z adresem { $email }, zanim ten adres został przez ciebie potwierdzony. Mógł go wpisać ktokolwiek: przejmij komentarze tylko wtedy, gdy są twoje.
    [many] { $count } komentarzy napisano z adresem { $email }, zanim ten adres został przez ciebie potwierdzony. Mógł go wpisać ktokolwiek: przejmij komentarze tylko wtedy, gdy są twoje.
   *[other] { $count } komentarza napisano z adresem { $email }, zanim ten adres został przez ciebie potwierdzony. Mógł go wpisać ktokolwiek: przejmij komentarze tylko wtedy, gdy są twoje.
}
me-claim = { $count ->
    [one] Przejmij komentarz
    [few] Przejmij komentarze
    [many] Przejmij komentarze
   *[other] Przejmij komentarze
}
me-profile = Nazwa i witryna internetowa
me-picture = Twój obrazek
me-name = Nazwa wyświetlana przy twoich komentarzach
me-website = Witryna internetowa wyświetlana razem z nią
me-change = Zmień
me-accounts = Konta
me-accounts-text = Na każdym z nich jesteś tu tą samą osobą.
me-last-used = ostatnie użycie: { $day }
me-unlink = Usuń powiązanie
me-unlink-here = Usuń powiązanie i wyloguj się tutaj
me-link = Powiąż konto { $provider }
me-sessions = Twoje aktywne sesje
me-this-page = Ta strona
me-session = { $place }, przez { $provider }, ostatnie użycie: { $day }
me-here = (tutaj)
me-end = Zakończ
me-end-others = Zakończ wszystkie inne
me-data = Twoje dane
me-download = Pobierz wszystko, co jest o tobie przechowywane
me-erase-text = Trwale usuń wszystko, co jest o tobie przechowywane, w każdej witrynie tego serwera. Odpowiedzi innych osób pozostaną.
me-your-comments = Twoje komentarze
me-anonymise = Moje komentarze pozostaną, bez niczego, co mnie identyfikuje
me-delete = Moje komentarze zostaną usunięte
me-sure = Na pewno: tego nie można cofnąć
me-erase = Usuń moje dane
me-code = Kod z e-maila
me-link-this = Powiąż ten adres e-mail
me-link-email = Powiąż adres e-mail
me-email = Zaloguj się kodem z e-maila
me-send-code = Wyślij mi kod

me-moderator = Odpowiadanie w ramach moderacji
me-moderator-linked = Tę sesję powiązano z kontem moderacyjnym { $login } (wyświetlanym jako { $name }) w dniu { $day }. To, co wyślesz w powiązanej sesji w witrynie, którą moderujesz, jest publikowane od razu z twoją rolą.
me-moderator-end = Zakończ wszystkie powiązania
me-moderator-more = Powiąż sesje rozpoczęte od tego czasu
me-moderator-link = Powiąż swoje sesje ze swoim kontem moderacyjnym
me-moderator-text = Dla osób, które moderują blog na tym serwerze. Najpierw zaloguj się na blogu, a potem wpisz tutaj login i hasło swojego konta moderacyjnego: każda z poniższych sesji będzie powiązana aż do zakończenia i nigdy nie zawiera tokenu konta moderacyjnego.
me-moderator-login = Login konta moderacyjnego
me-moderator-password = Hasło konta moderacyjnego
me-moderator-button = Powiąż moje sesje
me-moderator-session = powiązana z twoim kontem moderacyjnym

me-done-profile = Twoja nazwa i witryna internetowa zostały zmienione dla kolejnych komentarzy.
me-done-unlinked = Powiązanie konta zostało usunięte, a sesje rozpoczęte za jego pomocą są zakończone.
me-done-ended = Sesja została zakończona.
me-done-others = Wszystkie inne sesje zostały zakończone.
me-done-linked = Twoje sesje są powiązane: to, co w nich wyślesz w swoich witrynach, jest publikowane od razu.
me-done-unlinked-moderator = Żadna z twoich sesji nie jest już powiązana z kontem moderacyjnym.
me-done-adopted = Komentarze należą teraz do ciebie.
me-done-out = Wylogowano.
me-done-over = Twoja sesja wygasła. Zaloguj się ponownie.
me-done-erased = Wszystko, co było o tobie przechowywane, zostało usunięte.
me-last-account = To jest ostatnie konto, dzięki któremu można cię tu rozpoznać; bez żadnego nic nie łączyłoby cię z twoimi komentarzami. Najpierw powiąż inne konto lub usuń wszystko.
me-not-linked = To konto nie jest już z tobą powiązane.
me-no-session = To nie jest jedna z twoich sesji.
me-choose = Wybierz, co ma się stać z twoimi komentarzami.
me-confirm = Potwierdź swoją decyzję: tego nie można cofnąć.

## The embedded thread

# The headline above the comments of a page with a title.
thread-heading = { $count ->
    [0] Nie ma jeszcze komentarzy do „{ $title }”
    [one] Jeden komentarz do „{ $title }”
    [few] { $count } komentarze do „{ $title }”
    [many] { $count } komentarzy do „{ $title }”
   *[other] { $count } komentarza do „{ $title }”
}
# Invites readers to write the first comment of a page.
thread-invite = Nie ma jeszcze komentarzy. Co o tym myślisz?
thread-page-title = Komentarze do „{ $title }”
thread-oldest = Od najstarszych
thread-newest = Od najnowszych
thread-in-reply-to = odpowiedź na komentarz: { $name }
thread-role-moderator = Moderacja
# The badge beside the name of the person whose blog it is.
thread-role-owner = Prowadzi blog
# The badge of the comment that is shown first.
thread-pinned = Przypięty
thread-edit = Edytuj
thread-edit-own = Edytuj swój komentarz
thread-delete = Usuń
thread-delete-own = Usuń swój komentarz
thread-delete-question = Usunąć twój komentarz? Tego nie można cofnąć.
thread-cancel = Anuluj
thread-save = Zapisz
thread-deleted = Twój komentarz został usunięty.
thread-saved = Twoja zmiana została zapisana.
thread-pending = Oczekuje na moderację. Tylko ty to widzisz.
thread-edit-pending = Twoja zmiana oczekuje na moderację. Do tego czasu inne osoby widzą wcześniejszy tekst.
thread-in-review = Ten komentarz został zmieniony i czeka na moderację.
thread-missing = Ten komentarz nie jest już dostępny.
thread-earlier = Wcześniejsze komentarze
thread-load-failed = Nie udało się wczytać komentarzy.
thread-retry = Spróbuj ponownie

## The embedded form

form-preview = Podgląd
form-preview-title = Podgląd twojego komentarza
form-continue = Wróć do pisania
form-sending = Wysyłanie…
form-format = Możesz używać: *wyróżnienia*, **mocnego wyróżnienia**, `kodu`, > cytatów, list i odnośników.
form-draft = Twój tekst jest zapisywany w tej przeglądarce do czasu opublikowania.
form-remember = Zapamiętaj moją nazwę, adres e-mail i witrynę w tej przeglądarce do następnego komentarza.
form-offline = Nie masz połączenia z siecią. Twój tekst jest tu zapisany. Wyślij go po odzyskaniu połączenia.
form-not-sent = Nie udało się wysłać komentarza. Twój tekst nadal tu jest.
form-send-again = Wyślij ponownie
form-now = Możesz teraz wysłać swój komentarz.
# Shown while the browser computes a proof of work.
form-proof = Twoja przeglądarka rozwiązuje małe zadanie, które chroni przed spamem: { $percent }%
form-left = Pozostało znaków: { $count }
form-privacy = Polityka prywatności
form-sign-in-needed = Zaloguj się, aby skomentować.
form-sign-in-with = Zaloguj się przez { $provider }
form-email-intro = Wpisz swój adres e-mail. Dostaniesz kod w e-mailu; hasło nie jest potrzebne.
form-new-code = Wyślij nowy kod
form-signed-in = Zalogowano jako { $name }.
form-signed-out = Wylogowano.

## The comments of a person on their own page

me-comments-title = Twoje wypowiedzi
me-comments-empty = Nie masz jeszcze żadnych komentarzy.
me-comments-more = Starsze komentarze
me-on-page = na stronie { $page }
me-status-approved = Opublikowany
me-status-pending = Oczekuje na moderację
me-change-until = Możesz go zmienić do { $time }.

## The moderators’ pages

mod-title = Moderacja
mod-sign-in = Zaloguj się, aby moderować
mod-resend-text = Niczego nie zmieniono. Wpisany tekst pozostaje na tej stronie: zaloguj się w nowej karcie, wróć i wyślij go ponownie. Hasła trzeba wpisać jeszcze raz.
mod-login = Login
mod-password = Hasło
mod-sites = Witryny
mod-all-sites = Wszystkie witryny
mod-folders = Foldery
mod-folder-review = Do sprawdzenia
mod-folder-probably-spam = Prawdopodobny spam
mod-folder-approved = Zatwierdzone
mod-folder-spam = Spam
mod-folder-trash = Kosz
mod-folder-all = Wszystkie foldery
mod-search = Szukaj tekstu, nazwy, adresu e-mail
mod-search-button = Szukaj
mod-reason = Powód
mod-any-reason = Dowolny powód
mod-order-score = Według wyniku
mod-filter-network = Sieć { $network }
mod-filter-email-domain = E-mail w { $domain }
mod-filter-page = Strona { $page }
mod-filter-remove = Usuń ten filtr
mod-filter-reset = Pokaż cały folder
mod-empty = Nie ma tu komentarzy.
mod-search-incomplete = Po aktualizacji starsze komentarze są jeszcze przygotowywane do wyszukiwania. Niektórych może brakować.
mod-overflowed = Przeniesione do spamu w ciągu ostatnich siedmiu dni, bo kolejka była pełna: { $what }
mod-parts = Części listy
mod-next = Następne komentarze
mod-first = Na początek
mod-select = Zaznacz komentarz: { $name }
mod-select-all = Zaznacz wszystkie na tej stronie
mod-selected = Zaznaczone komentarze:
mod-approve = Zatwierdź
mod-spam = Spam
mod-trash = Kosz
mod-hold = Wstrzymaj
mod-restore = Przywróć do sprawdzenia
mod-delete = Usuń trwale
mod-undo = Cofnij
mod-context = Kontekst
mod-on-page = Na stronie
mod-done-approve = Zatwierdzono: { $what }.
mod-done-hold = Ponownie do sprawdzenia: { $what }.
mod-done-spam = Spam: { $what }.
mod-done-trash = W koszu: { $what }.
mod-done-delete = Usunięto trwale: { $what }.
mod-done-rejected = Zmiana odrzucona: { $what }. Wcześniejszy tekst pozostaje opublikowany.
mod-done-undo = Przywrócono poprzedni stan: { $what }.
mod-replied = Odpowiedź została opublikowana.
mod-skip-conflict = Zmieniono w międzyczasie, nic nie zrobiono: { $what }.
mod-skip-unchanged = Tak już zdecydowano: { $what }.
mod-skip-not-found = Już nie istnieje: { $what }.
mod-skip-erased = Usunięto trwale, nie można zmienić: { $what }.
mod-skip-unavailable = Nie wykonano, bo baza danych nie odpowiedziała: { $what }. Spróbuj ponownie.
mod-decision = { $action }: { $login }, { $time }.
mod-record = Inne komentarze: zatwierdzone { $approved }, spam { $spam }, w koszu { $trash }
mod-new-author = Pierwszy komentarz
mod-verified-email = adres e-mail potwierdzony
mod-verified-account = zalogowano przez { $provider }
mod-unverified = niepotwierdzone
mod-title-claimed = niepotwierdzony tytuł
mod-edit-waits = Opublikowany komentarz został zmieniony. Zatwierdzenie publikuje nowy tekst; Spam i Kosz odrzucają tylko zmianę.
mod-old-text = Opublikowany tekst
mod-new-text = Nowy tekst
mod-why = Powody, wynik { $score }
mod-holds = wstrzymuje
mod-all-matching = Zdecyduj o wszystkich pasujących
mod-all-matching-text = Wszystkie komentarze tego folderu pasujące do wyszukiwania i filtrów, na każdej stronie listy. Najpierw zobaczysz, ile ich jest.
mod-matching-text = Zmiany od tej chwili nie są uwzględniane. Potem można to cofnąć.
mod-matching-more = Naraz rozstrzyga się najwyżej { $max } komentarzy. Jeśli pasuje więcej, powtórz to dla pozostałych.
mod-delete-text = Tekst i wszystkie dane autora znikną. Nie można tego cofnąć.
mod-back = Wróć do listy
mod-context-title = Komentarz w wątku: { $name }
mod-reply-hint = Publikacja od razu jako { $name }. Komentarz zostanie zatwierdzony, jeśli jeszcze nie jest.
mod-history = Co zdecydowano
mod-history-empty = Nie podjęto jeszcze decyzji o tym komentarzu.
mod-failed = Nie wykonano: serwer nie odpowiedział. Spróbuj ponownie.
mod-keys = Skróty klawiszowe
mod-keys-help = Pokaż skróty
mod-key-move = Następny, poprzedni komentarz
mod-key-select = Zaznacz
mod-key-selected = Zaznaczone: zatwierdź, spam, kosz
mod-close = Zamknij
mod-pages = Strony moderacji
mod-queue = Kolejka
mod-dashboard = Przegląd
mod-range = Okres
mod-days = { $days } dni
mod-comments-per-day = Komentarze dziennie
mod-comments-text = Dni w UTC. Uratowane to komentarze uznane przez filtr za spam, a potem zatwierdzone. Każdy wykres ma własną skalę.
mod-received = Otrzymane
mod-rescued = Uratowane
mod-chart-label = { $name }: { $total } od { $from } do { $to }, najwięcej { $max } dnia { $day }.
mod-chart-empty = { $name }: brak od { $from } do { $to }.
mod-as-table = Liczby w tabeli
mod-day = Dzień
mod-median = Mediana oczekiwania
mod-p90 = 9 z 10 czekało najwyżej
mod-queue-times-text = Pierwsze dwie liczby dotyczą teraz. Czasy dotyczą komentarzy rozstrzygniętych w tym okresie: { $count }.
mod-reasons = Trafność powodów
mod-reasons-text = Wszystkie decyzje od początku. Odsetek uratowanych mówi, ile komentarzy uznanych za spam zatwierdzono: im niższy, tym lepiej.
mod-reasons-empty = Nie rozstrzygnięto jeszcze komentarzy z powodami.
mod-rescue-rate = Odsetek uratowanych
mod-accuracy = Trafność
mod-accuracy-unknown = za mało decyzji
mod-accuracy-good = dobra
mod-accuracy-weak = słaba
mod-accuracy-misleading = myląca
mod-percent = { $number }%
mod-seconds = { $number } s
mod-minutes = { $number } min
mod-hours = { $number } godz.
mod-days-short = { $number } dni
mod-health = Serwer
mod-health-database = Baza danych
mod-health-limits = Redis (limity zapytań)
mod-health-mail = Poczta
mod-health-checks = Kontrole zewnętrzne
mod-health-working = działa
mod-health-failing = nie działa
mod-health-not-configured = nie skonfigurowano
mod-log = Dziennik
mod-filter-moderator = Przez: { $login }
mod-filter-comment = Komentarz: { $name }
mod-show = Pokaż
mod-status-deleted = Usunięty na stałe
mod-log-action = Działanie
mod-log-any-action = Wszystkie działania
mod-log-empty = Brak wpisów.
mod-log-next = Starsze wpisy
mod-log-gone = Komentarz usunięty na stałe
mod-log-of-edit = jego zmiana
mod-log-same-comment = Wszystko o tym komentarzu
mod-log-before = Przedtem:
mod-log-after = Potem:
mod-log-command-line = Wiersz poleceń
mod-log-edit = Edytowany przez moderację
mod-log-remove-site = Usunięto witrynę
mod-log-title = Tytuł strony
mod-log-url = Adres URL strony
mod-log-state = Wątek otwarty lub zamknięty
mod-log-pin = Komentarz przypięty
mod-log-move = Wątek przeniesiony
mod-log-alias = Dodatkowy klucz strony
mod-thread-open = otwarty
mod-thread-closed = zamknięty
mod-thread-locked = zablokowany
mod-note = Notatka
mod-notes = Notatki o autorze
mod-notes-number = Notatki o autorze: { $number }
mod-notes-text = Notatki widzi tylko moderacja tej witryny, przy każdym komentarzu autora. Czytelnicy i autor nigdy ich nie widzą.
mod-notes-unknown = Autor jest gościem bez adresu e-mail i nie można go rozpoznać, więc notatki nie są możliwe.
mod-note-add = Dodaj notatkę
mod-note-delete = Usuń notatkę ({ $login })
mod-note-many = O tym autorze są już notatki w liczbie { $max }. Usuń najpierw jedną.
mod-note-length = Notatka lub powód może mieć najwyżej { $max } znaków; tu jest { $count }.
mod-note-controls = Usuń znaki sterujące.
mod-edit-title = Edytuj komentarz
mod-edit-hint = Czytelnicy widzą, że komentarz edytowano. Moderacja nadal może przeczytać wcześniejszy tekst.
mod-edit-reason = Powód, do dziennika (opcjonalnie)
mod-edit-owners = Tylko właściciele mogą zmienić nazwę potwierdzonego autora lub to, co opublikował inny moderator.
mod-revisions = Wcześniejsze wersje
mod-revision = Jako { $name }, do edycji ({ $login }, { $time })
mod-ban = Zbanuj
mod-more = Więcej
mod-thread = Wątek
mod-thread-state = Stan tego wątku: { $state }.
mod-thread-state-set = Tak ustawiła moderacja.
mod-thread-state-policy = Tak mówią zasady witryny.
mod-thread-reopen = Otwórz
mod-thread-close = Zamknij: bez nowych komentarzy
mod-thread-lock = Zablokuj: bez nowych komentarzy i zmian
mod-thread-by-policy = Zdaj się na zasady witryny
mod-thread-title = Tytuł strony
mod-thread-url = Adres URL strony
mod-thread-claim = Podane przez przeglądarkę autora: { $text }
mod-thread-empty = Puste pole oznacza to, co podają przeglądarki.
mod-pin = Przypnij ten komentarz
mod-unpin = Odepnij przypięty komentarz
mod-pin-text = Przypięty komentarz jest na początku.
mod-thread-move = Przenieś wątek
mod-thread-move-to = Klucz innej strony
mod-thread-move-text = Wszystkie komentarze z { $page } przejdą na inną stronę, a ten klucz będzie ją oznaczał. Jeśli są tam już komentarze, oba wątki się połączą, czego nie można cofnąć.
mod-thread-same = Podaj klucz innej strony.
mod-thread-origin = Musi należeć do źródła witryny: { $origins }.
mod-done-note = Notatka jest zapisana.
mod-done-note-deleted = Notatka jest usunięta.
mod-done-edit = Komentarz jest zmieniony.
mod-done-thread = Wątek jest zmieniony.
mod-done-moved = Wątek jest przeniesiony.
mod-not-replied = Odpowiedź nie jest jeszcze opublikowana. { $why }
mod-replied-before = Ten formularz wysłał już odpowiedź. Wyślij go ponownie, aby opublikować także tę.

## The reasons of an assessment, by code

reason-learned = Tekst według wyuczonych wzorców
reason-learning = Filtr jeszcze się uczy
reason-spam_sample = Próbka spamu do potwierdzenia
reason-text_known = Tekst był już spamem
reason-text_similar = Tekst podobny do spamu
reason-domain_spam = Odnośnik do domeny spamu
reason-domain_ham = Tylko znane dobre odnośniki
reason-author_approved = Autor był już zatwierdzany
reason-author_trusted = Autor wielokrotnie zatwierdzany
reason-author_rejected = Komentarze autora były spamem
reason-honeypot = Wypełniono ukryte pole
reason-answered_at_once = Wysłano w mniej niż 2 sekundy
reason-answered_quickly = Wysłano w mniej niż 4 sekundy
reason-token_missing = Brak tokenu formularza
reason-token_stale = Token formularza wygasł
reason-token_used = Token formularza użyty ponownie
reason-unvouched = Bez tokenu i potwierdzonego autora
reason-form_irregular = Nieprawidłowy formularz
reason-proof_missing = Brak dowodu pracy
reason-proof_wrong = Błędny dowód pracy
reason-form_alone = Podejrzany jest tylko formularz
reason-network_spam = Spam z tej sieci
reason-network_burst = Wiele komentarzy z tej sieci
reason-text_repeated = Ten sam tekst na innych stronach
reason-flood = Więcej komentarzy niż zwykle
reason-flood_unknown = Nieznany podczas zalewu
reason-queue_full = Kolejka była pełna
reason-suspect_word = Podejrzane słowo
reason-many_links = Wiele odnośników
reason-limits_degraded = Niepełne limity
reason-akismet_spam = Akismet: spam
reason-akismet_discard = Akismet: oczywisty spam
reason-akismet_failed = Akismet nie odpowiedział
reason-hook_spam = Twój hook: spam
reason-hook_ham = Twój hook: w porządku
reason-hook_unsure = Twój hook: niepewny
reason-hook_failed = Twój hook nie odpowiedział
reason-captcha_missing = Brak odpowiedzi na captchę
reason-captcha_wrong = Błędna odpowiedź captcha
reason-captcha_failed = Usługa captcha nie odpowiedziała
## Mails to moderators about waiting comments

notice-comment-subject = [{ $site }] { $author }: komentarz na stronie „{ $page }”
notice-edit-subject = [{ $site }] { $author }: zmieniony komentarz na stronie „{ $page }”
notice-digest-subject =
    { $count ->
        [one] [{ $site }] { $count } komentarz czeka
        [few] [{ $site }] { $count } komentarze czekają
        [many] [{ $site }] { $count } komentarzy czeka
       *[other] [{ $site }] { $count } komentarza czeka
    }
notice-comment-intro = { $author } komentuje stronę „{ $page }” ({ $site }). Komentarz czeka na decyzję.
notice-edit-intro = { $author } zmienia opublikowany komentarz na stronie „{ $page }” ({ $site }). Nowy tekst czeka na decyzję.
notice-cut = To tylko początek; odnośniki pokazują cały tekst.
notice-approve = Zatwierdź
notice-spam = Oznacz jako spam
notice-trash = Przenieś do kosza
notice-open = Otwórz w kolejce
notice-open-queue = Otwórz całą kolejkę
notice-links = Każdy odnośnik pokazuje komentarz i prosi o potwierdzenie. Odnośniki działają tylko dla ciebie i przez { $days } dni, dlatego nie przesyłaj tej wiadomości dalej.
notice-waiting =
    { $count ->
        [one] { $count } komentarz czeka na decyzję.
        [few] { $count } komentarze czekają na decyzję.
        [many] { $count } komentarzy czeka na decyzję.
       *[other] { $count } komentarza czeka na decyzję.
    }
notice-probably-spam =
    { $count ->
        [one] Jeszcze { $count } komentarz to prawdopodobnie spam.
        [few] Jeszcze { $count } komentarze to prawdopodobnie spam.
        [many] Jeszcze { $count } komentarzy to prawdopodobnie spam.
       *[other] Jeszcze { $count } komentarza to prawdopodobnie spam.
    }
notice-more =
    { $count ->
        [one] Czeka jeszcze { $count } komentarz.
        [few] Czekają jeszcze { $count } komentarze.
        [many] Czeka jeszcze { $count } komentarzy.
       *[other] Czeka jeszcze { $count } komentarza.
    }
notice-why = Otrzymujesz tę wiadomość, ponieważ moderujesz komentarze w { $site }.
notice-off = Wyłącz te wiadomości
notice-unnamed = Osoba bez podanego imienia
notice-reader = Ktoś
notice-withheld = Serwer poczty odrzucił ten tekst. Odnośniki go pokazują.
queue-feed-title = Czekające komentarze: { $site }

## The pages that the links of these mails lead to

act-approve = Zatwierdzić ten komentarz?
act-spam = Oznaczyć ten komentarz jako spam?
act-trash = Przenieść ten komentarz do kosza?
act-approve-change = Zatwierdzić tę zmianę?
act-reject-change = Odrzucić tę zmianę?
act-off = Wyłączyć wiadomości o { $site }?
act-off-text = Nie będziesz już otrzymywać wiadomości o czekających komentarzach w { $site }. Komentarze nadal czekają na ciebie lub innych moderatorów.
act-author = { $author } na stronie „{ $page }”:
act-changed = W międzyczasie komentarz został zmieniony lub rozpatrzony. Przeczytaj go, a potem zdecyduj.
act-approved = Komentarz jest opublikowany
act-marked-spam = Komentarz jest oznaczony jako spam
act-trashed = Komentarz jest w koszu
act-deleted = Komentarz został usunięty
act-rejected = Zmiana została odrzucona
act-rejected-text = Wcześniejszy tekst pozostaje opublikowany.
act-decided-by = Decyzja: { $login }, { $time } (UTC).
act-decided-otherwise = Nie zdecydował o tym żaden moderator.
act-ended-text = Ten link jest starszy niż { $days } dni albo nie moderujesz już tej witryny, albo twój adres e-mail się zmienił. Jeśli komentarz nadal czeka, jest w kolejce.
act-off-done = Wiadomości są wyłączone
act-off-done-text = Nie otrzymujesz już wiadomości o czekających komentarzach w { $site }.
act-email = Potwierdzić ten adres e-mail?
act-email-text = E-maile o czekających komentarzach dla konta { $login } będą wysyłane na adres { $email }.
act-email-button = Potwierdź
act-email-done = Adres e-mail jest potwierdzony
act-email-done-text = E-maile o czekających komentarzach są teraz wysyłane na adres { $email }.
act-email-ended = Ten adres został potwierdzony lub odrzucony, podano inny albo odnośnik jest starszy niż { $days } dni. Twoje konto na stronie moderatorów pokazuje, który adres czeka.

## Mails

mail-sign-in-subject = Twój kod – { $site }: { $code }
mail-sign-in-body =
    Ktoś, prawdopodobnie ty, chce potwierdzić ten adres e-mail, aby komentować tutaj: { $site }.

    Wpisz ten kod tam, skąd wysłano prośbę o niego:

        { $code }

    Albo otwórz ten odnośnik na tym samym urządzeniu:

        { $link }

    Kod i odnośnik działają jeden raz i przez 15 minut.

    Jeśli to nie była twoja prośba, zignoruj tę wiadomość. Nic się nie stanie, a bez kodu nikt nie może
    się zalogować.
mail-confirm-subject = Potwierdź swój adres e-mail: { $server }
mail-confirm-body =
    Ten adres e-mail podano dla konta moderatora { $login } na serwerze { $server }, aby otrzymywać e-maile o czekających komentarzach.

    Jeśli to twoja prośba, otwórz ten odnośnik i potwierdź adres:

        { $link }

    Odnośnik działa jeden raz i przez { $days } dni.

    Jeśli to nie była twoja prośba, zignoruj tę wiadomość. Nie otrzymasz innych.
mail-change-subject = Inny adres e-mail dla twojego konta: { $server }
mail-change-body =
    Dla konta moderatora { $login } na serwerze { $server } podano inny adres e-mail. Gdy zostanie potwierdzony, e-maile o czekających komentarzach będą wysyłane na ten adres.

    Jeśli nie zrobiono tego za twoją zgodą ani nie zrobił tego właściciel, odrzuć go i zmień hasło tutaj:

        { $link }

## The pages for bans, sites, accounts and keys

mod-save = Zapisz
mod-saved = Zapisano.
mod-add = Dodaj
mod-added = Dodano.
mod-remove = Usuń
mod-removed = Usunięto.
mod-refresh = Odśwież
mod-added-by = Dodane przez { $login }, { $time }
mod-line-error = Wiersz { $line }: { $error }
mod-site = Witryna
mod-bans = Blokady
mod-bans-empty = Nie ma żadnych blokad.
mod-ban-new = Dodaj blokadę
mod-ban-of = Zablokuj autora komentarza: { $name }
mod-ban-kind = Rodzaj
mod-kind-person = Zalogowana osoba
mod-kind-email = Adres e-mail
mod-kind-domain = Domena e-mail
mod-kind-network = Adres IP lub sieć
mod-ban-subject = Kogo zablokować
mod-ban-subject-hint = Na przykład eve@example.org, example.org z poddomenami, 203.0.113.7 albo 203.0.113.0/24. Zalogowaną osobę można zablokować, zaczynając od jej komentarza.
mod-ban-until = Koniec (UTC)
mod-ban-until-hint = Pozostaw puste, aby blokada była stała.
mod-ban-note = Notatka
mod-ban-note-hint = Widzą ją tylko moderatorzy.
mod-ban-shadow = Nie informuj autora
mod-ban-shadow-hint = Nowe komentarze są przyjmowane i ukrywane zamiast odrzucane.
mod-ban-shadow-tag = bez informowania autora
mod-ban-also = Istniejące komentarze
mod-ban-also-none = Pozostaw bez zmian
mod-ban-button = Zablokuj
mod-ban-exists = Taka blokada już istnieje.
mod-ban-ends = do { $time }
mod-ban-permanent = na stałe
mod-ban-added = Blokada obowiązuje.
mod-ban-moved = Przeniesiono istniejące komentarze: { $what }.
mod-ban-moving = Trwa przenoszenie istniejących komentarzy: dotąd { $done } z { $what }.
mod-ban-lift = Zdejmij blokadę
mod-ban-lifted = Blokada została zdjęta.
mod-sites-empty = Nie masz żadnych witryn. Właściciel może Ci jakieś przydzielić.
mod-site-new = Dodaj witrynę
mod-site-change = Nazwa i źródła
mod-site-name = Nazwa
mod-site-slug = Krótka nazwa
mod-site-slug-hint = Małe litery, cyfry i łączniki. Jest częścią adresów URL i nie można jej później zmienić.
mod-site-origins = Źródła (origins)
mod-site-origins-hint = Po jednym w wierszu, na przykład https://blog.example. Tylko strony tych źródeł mogą pokazywać komentarze i formularz. Dla wersji podglądowych gwiazdka zastępuje część nazwy: https://*.preview.blog.example.
mod-site-remove = Usuń { $name }
mod-site-remove-text = Witryna zostanie usunięta ze wszystkimi komentarzami, wątkami, blokadami, notatkami, dziennikiem i ustawieniami. Tego nie można cofnąć.
mod-site-confirm = Aby potwierdzić, wpisz { $slug }
mod-site-confirm-wrong = Wpisz { $slug }, aby usunąć witrynę.
mod-flood = Zalew komentarzy od { $time }: stopień ochrony { $step } z 3.
mod-policy = Ustawienia
mod-policy-of = Ustawienia: { $name }
mod-policy-owners = Te ustawienia mogą zmieniać tylko właściciele.
mod-policy-conflict = W międzyczasie inny właściciel zmienił na: { $value }. Zapisz ponownie, aby to zastąpić.
mod-part-moderation = Moderacja i słowa
mod-part-people = Kto może komentować
mod-part-comments = Komentarze i formularze
mod-part-limits = Limity i przechowywanie
mod-policy-moderation = Co czeka na moderatora
mod-mode-all = Każdy komentarz
mod-mode-first = Komentarze autorów bez zatwierdzonego komentarza
mod-mode-suspect = Tylko to, co kontrole uznają za podejrzane
mod-mode-none = Nic; spam i tak trafia do folderu spamu
mod-policy-banned-words = Słowa zakazane: komentarz jest odrzucany
mod-policy-suspect-words = Słowa podejrzane: komentarz czeka na moderatora
mod-policy-words-hint = Jedno słowo w wierszu, najwyżej 1000. Liczą się całe słowa, niezależnie od wielkości liter.
mod-policy-links-max = Linki bez czekania
mod-policy-guests = Goście mogą komentować bez logowania
mod-policy-guest-name = Imię gości
mod-policy-guest-email = Adres e-mail gości
mod-policy-guest-website = Witryna gości
mod-rule-required = Wymagane
mod-rule-optional = Opcjonalne
mod-rule-hidden = Bez pytania
mod-policy-email-sign-in = Czytelnicy mogą logować się e-mailem
mod-policy-all-providers = Oferuj wszystkie usługi logowania tego serwera
mod-policy-providers = W przeciwnym razie tylko te
mod-policy-text-min = Najkrótszy komentarz, w znakach
mod-policy-text-max = Najdłuższy komentarz, w znakach
mod-policy-depth-max = Poziomy odpowiedzi
mod-policy-close-after = Wątki zamykają się po, w dniach
mod-policy-close-after-hint = Licząc od pierwszego komentarza. Pozostaw puste, aby wątki były otwarte.
mod-policy-edit-window = Czas na zmianę lub usunięcie własnego komentarza, w sekundach
mod-policy-edit-window-hint = 900 to 15 minut; 0 to nigdy.
mod-policy-edits = Gdy zmiana opublikowanego komentarza czeka
mod-edits-keep = Pokazuj opublikowany tekst
mod-edits-hide = Nie pokazuj komentarza
mod-policy-language = Język stron, komunikatów i e-maili dla czytelników
mod-language-name = Polski
mod-policy-privacy = Strona o prywatności
mod-policy-privacy-hint = Każdy formularz odsyła do tego adresu URL. Pozostaw puste, aby nie było linku.
mod-policy-limits = Limity wysyłania, w procentach wbudowanych
mod-policy-limits-hint = 50 zmniejsza je o połowę, 200 podwaja.
mod-policy-ham-lost = Prawdziwe komentarze, które mogą trafić do spamu, na 1000
mod-policy-spam-published = Spam, który może zostać opublikowany, na 100
mod-policy-pending-max = Największa liczba czekających komentarzy
mod-policy-pending-hint = Powyżej niej najbardziej prawdopodobny spam trafia do folderu spamu, ale nigdy komentarze zweryfikowanych autorów.
mod-policy-pending-network = Największa liczba czekających z jednej sieci
mod-policy-spam-days = Dni do usunięcia spamu
mod-policy-trash-days = Dni do opróżnienia kosza
mod-policy-days-hint = 0 to nigdy.
mod-preview = Podgląd
mod-preview-title = Z tymi ustawieniami, z ostatnich komentarzy czytelników ({ $count })
mod-preview-held = czekałyby na moderatora: { $count }
mod-preview-refused = zostałyby odrzucone: { $count }
mod-preview-filed = trafiłyby do folderu spamu: { $count }
mod-preview-published = zostałyby od razu opublikowane: { $count }
mod-preview-cut = Wymieniono tylko najnowsze.
mod-preview-unsaved = Nic jeszcze nie zapisano.
mod-people = Konta
mod-person-new = Dodaj moderatora
mod-person-self = Ty
mod-person-no-sites = brak witryn
mod-person-sites = Witryny moderatora
mod-person-remove = Usuń { $login }
mod-person-remove-text = Konto zostanie usunięte. Jego sesje i klucze API kończą się natychmiast. Opublikowane komentarze i dziennik pozostają.
mod-account = Konto { $login }
mod-profile = Nazwa, rola i witryny
mod-profile-owners = Mogą to zmieniać tylko właściciele.
mod-display-name = Nazwa wyświetlana
mod-display-name-hint = Widoczna przy komentarzach tego moderatora. Bez niej czytelnicy widzą nazwę witryny.
mod-login-hint = Litery, cyfry, kropki, podkreślenia i łączniki. Czytelnicy nigdy jej nie widzą.
mod-role = Rola
mod-role-owner = Właściciel
mod-role-moderator = Moderator
mod-role-hint = Właściciele mogą wszystko na wszystkich witrynach; moderatorzy moderują witryny wybrane poniżej.
mod-email-hint = Do e-maili o czekających komentarzach. Pozostaw puste, aby ich nie otrzymywać.
mod-email-refused = Serwer poczty odrzucił ten adres e-mail, więc nie są wysyłane żadne e-maile. Popraw go albo zapisz ponownie, gdy zacznie działać.
mod-email-waits = { $email } czeka na potwierdzenie: otwórz odnośnik w e-mailu, który tam wysłano.
mod-email-in-use = Do tego czasu e-maile są wysyłane na adres { $email }.
mod-email-no-use = Do tego czasu nie są wysyłane żadne e-maile.
mod-email-send-again = Wyślij e-mail ponownie
mod-email-sent = E-mail wysłano ponownie.
mod-email-drop = Odrzuć ten adres e-mail
mod-email-dropped = Nowy adres e-mail jest odrzucony.
mod-already-gone = Tego już nie ma: zostało usunięte wcześniej.
mod-unsent = Ten tekst nie został jeszcze wysłany. Najpierw go wyślij lub anuluj.
mod-email-none-waits = Żaden adres e-mail nie czeka na potwierdzenie.
mod-email-no-mail = Ten serwer nie wysyła e-maili, więc nie można potwierdzić adresu. Zapytaj operatora serwera.
mod-notices = E-maile o czekających komentarzach
mod-notice-mode = E-maile o { $site }
mod-notice-off = Żadne
mod-notice-each = O każdym komentarzu, od razu
mod-notice-hourly = Najwyżej jeden na godzinę
mod-notice-daily = Najwyżej jeden dziennie
mod-notice-more-than = Najwyżej jeden dziennie, gdy czeka więcej niż liczba poniżej
mod-notice-number = Ile może czekać na { $site } bez e-maila
mod-password-change = Zmień hasło
mod-password-hint = Co najmniej 15 znaków, niełatwych do odgadnięcia.
mod-password-ends = To kończy wszystkie Twoje pozostałe sesje.
mod-password-reset = To kończy wszystkie sesje konta i usuwa jego adres e-mail, bo ktoś inny mógł mieć dostęp.
mod-password-set = Hasło zostało zmienione.
mod-current-password = Obecne hasło
mod-current-password-wrong = To nie jest Twoje obecne hasło.
mod-new-password = Nowe hasło
mod-api-keys = Klucze API
mod-next-entries = Następne wpisy
mod-keys-empty = Nie ma żadnych kluczy API.
mod-key-new = Utwórz klucz
mod-key-label = Etykieta
mod-key-label-hint = Do czego służy klucz, na przykład program.
mod-key-may = Co może klucz
mod-key-all = Wszystko, co możesz Ty
mod-key-feed = Czytać kanał { $site }
mod-key-created = Klucz: { $label }
mod-key-once = Skopiuj go teraz: jest pokazywany tylko ten jeden raz.
mod-key-used = ostatnio użyty { $time }
mod-key-unused = nigdy nieużyty
mod-key-revoke = Unieważnij
mod-key-revoked = Klucz został unieważniony.
policy-range = Musi być między { $low } a { $high }.
policy-words-many = Liczba słów: najwyżej { $max } (teraz { $count }). Usuń niektóre.
policy-word-length = Długość słowa: od 1 do { $max } znaków (teraz { $count }).

## Refusals of the moderators’ pages and their API

missing-site = Takiej witryny nie ma albo nie możesz jej zobaczyć.
missing-moderator = Takiego konta nie ma albo nie możesz go zobaczyć.
missing-ban = Takiej blokady nie ma albo nie możesz jej zobaczyć.
missing-key = Takiego klucza nie ma albo nie możesz go zobaczyć.
missing-batch = Takiej decyzji nie ma albo nie możesz jej zobaczyć.
missing-thread = Ta strona nie ma komentarzy albo nie możesz jej zobaczyć.
missing-comment = Takiego komentarza nie ma albo nie możesz go zobaczyć.
missing-note = Takiej notatki nie ma albo nie możesz jej zobaczyć.
missing-file = Takiego pliku nie ma albo nie możesz go zobaczyć.
site-exists = Witryna o tej krótkiej nazwie już istnieje.
site-unknown = Nie ma witryny o tej krótkiej nazwie.
slug-empty = Podaj krótką nazwę witryny.
slug-characters = Krótka nazwa witryny może zawierać tylko a–z, 0–9 i łączniki.
slug-too-long = Krótka nazwa witryny może mieć najwyżej tyle znaków: { $max } (teraz: { $count }).
login-empty = Podaj login.
login-characters = Login może zawierać tylko a–z, 0–9, kropki, podkreślenia i łączniki.
login-too-short = Login musi mieć co najmniej tyle znaków: { $min }.
login-too-long = Login może mieć najwyżej tyle znaków: { $max } (teraz: { $count }).
password-too-short = Hasło musi mieć co najmniej tyle znaków: { $min }. Dobrze sprawdza się kilka niezwiązanych słów.
password-too-long = Hasło może mieć najwyżej tyle bajtów: { $max }.
password-too-common = Hasło jest zbyt łatwe do odgadnięcia. Użyj kilku niezwiązanych słów.
moderator-name-taken = Inne konto ma tę nazwę wyświetlaną albo podobną. Wybierz inną.
moderator-exists = Konto z tym loginem już istnieje.
moderator-last-owner = Ostatniego właściciela nie można usunąć ani zdegradować. Najpierw wyznacz innego właściciela.
key-label-invalid = Etykieta musi mieć od 1 do 100 znaków, bez znaków sterujących.
setup-over = Token konfiguracji jest błędny, wygasł albo został już użyty. Uruchom serwer ponownie, aby otrzymać nowy.
ban-person = Musi to być id osoby (UUID).
ban-domain = Musi to być domena, na przykład spam.example.
ban-network = Musi to być adres IP albo sieć, na przykład 203.0.113.0/24.
ban-network-large = Sieć jest za duża: najkrótszy dozwolony prefiks to { $prefix }.
ban-until-past = Musi być w przyszłości. Pozostaw puste, aby blokada była stała.
filter-network = Musi to być sieć IPv4 /24 albo IPv6 /48, albo adres IP z niej.
filter-from-after = Musi być przed końcem okresu.
pinned-invalid = Musi to być id zatwierdzonego komentarza tej strony, który nie jest odpowiedzią.
origin-empty = Podaj źródło (origin) witryny, na przykład https://example.org.
origin-invalid = Źródło składa się ze schematu, hosta i ewentualnie portu, na przykład https://example.org.
origin-wildcard = Źródło z symbolem wieloznacznym musi zaczynać się od https://*. i nie mieć innej gwiazdki, na przykład https://*.blog.pages.dev.
origin-public-suffix = Każdy może mieć hosty w tej domenie. Dodaj nazwę swojego projektu, na przykład https://*.blog.pages.dev.
origins-exact = Witryna potrzebuje źródła bez symbolu wieloznacznego, na przykład https://blog.example: tam są kierowani czytelnicy.
origins-too-many = Witryna może mieć najwyżej tyle źródeł: { $max } (teraz: { $count }).
policy-providers = Najwyżej 100 identyfikatorów dostawców, na przykład github.
notice-number-required = Podaj, ile komentarzy może czekać bez e-maila.
notice-number-extra = Liczba dotyczy tylko e-maili wysyłanych, gdy czeka więcej. Pozostaw puste.
batch-running = To jeszcze trwa (komentarze: { $done } z { $total }). Cofnij, gdy się zakończy.
api-key-only-session = Klucz API nie może tego zrobić. Zaloguj się hasłem.
