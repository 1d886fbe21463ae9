# Texts for readers in Russian.

## Titles of problems, by code

title-malformed = Некорректный запрос
title-wrong_host = Неверное имя хоста
title-unauthorized = Данные для входа отсутствуют или недействительны
title-wrong_password = Неверный логин или пароль
title-wrong_code = Неверный код
title-forbidden = Действие не разрешено
title-thread_closed = Обсуждение закрыто
title-identity_required = Войдите, чтобы комментировать
title-banned = Комментирование не разрешено
title-edit_window_over = Время для изменений истекло
title-not_found = Не найдено
title-method_not_allowed = Метод не поддерживается
title-not_acceptable = Нет подходящего формата
title-timeout = Запрос занял слишком много времени
title-conflict = Данные успели измениться
title-duplicate = Уже отправлено
title-exists = Уже существует
title-in_progress = Ещё выполняется
title-too_large = Слишком большой объём
title-uri_too_long = Слишком длинный URL
title-unsupported_media_type = Неподдерживаемый тип данных
title-invalid = Некоторые поля заполнены неверно
title-idempotency_mismatch = Ключ использован для другого запроса
title-too_fast = Слишком часто
title-flooded = Временно закрыто для гостей
title-headers_too_large = Слишком большие заголовки
title-internal = Внутренняя ошибка
title-unavailable = Сейчас недоступно
title-too_slow = Поиск занял слишком много времени
title-outcome_unknown = Неизвестно, сохранены ли данные

## Details of problems, by code: what happened and what to do

problem-malformed = Не удалось прочитать запрос. Отправьте его ещё раз.
problem-wrong_host = Этот сервер не обслуживает хост с таким именем.
problem-unauthorized = Вы не вошли, или ваш сеанс завершён. Войдите снова.
problem-wrong_password = Неверный логин или пароль.
problem-wrong_code = Код неверен, уже использован, получен более 15 минут назад, или его вводили слишком много раз. Запросите новый.
problem-forbidden = У вас нет прав на это действие.
problem-thread_closed = Комментарии к этой странице закрыты.
problem-thread-locked = Комментарии на этой странице заблокированы, изменить их больше нельзя.
problem-identity_required = На этом сайте комментировать можно только после входа. Войдите и отправьте комментарий ещё раз.
problem-banned = Ваш комментарий не может быть принят.
problem-edit_window_over = Время, в течение которого этот комментарий можно было изменить, истекло.
problem-not_found = Здесь ничего нет, или у вас нет доступа.
problem-method_not_allowed = Этот URL не поддерживает такой метод.
problem-not_acceptable = Ни один из запрошенных форматов здесь недоступен.
problem-timeout = Отправленные данные не поступили вовремя. Отправьте их ещё раз.
problem-conflict = Данные тем временем изменились. Обновите их, а затем примите решение.
problem-duplicate = Вы уже отправляли сюда этот текст. Отправлять его ещё раз не нужно.
problem-exists = Запись с таким именем уже существует.
problem-in_progress = Такой же запрос ещё выполняется. Попробуйте ещё раз через несколько секунд.
problem-too_large = Отправленные данные больше, чем принимает этот сервер. Сократите текст и отправьте его ещё раз.
problem-uri_too_long = URL запроса слишком длинный.
problem-unsupported_media_type = Форма отправлена в формате, который этот сервер не принимает.
problem-invalid = Исправьте отмеченные поля.
problem-invalid-fields = Исправьте: { $fields }.
problem-idempotency_mismatch = Этот ключ уже использован для другого запроса.
problem-too_fast = Слишком много запросов. Повторите попытку через { wait-time }.
problem-flooded = На этот сайт поступает гораздо больше комментариев, чем обычно, поэтому сейчас отправить комментарий без входа нельзя. Войдите или отправьте его снова через { wait-time }.
problem-headers_too_large = Заголовки запроса слишком большие.
problem-internal = Что-то пошло не так на нашей стороне. Попробуйте ещё раз позже.
problem-unavailable = Это временно недоступно. Попробуйте ещё раз немного позже.
problem-too_slow = Поиск занял больше 5 секунд и был остановлен. Сузьте его: выберите один сайт, один статус, одну страницу или меньше дней.
problem-outcome_unknown = Неизвестно, сохранены ли данные. Прежде чем отправлять их снова, проверьте страницу.

problem-no-site = Такого сайта здесь нет. На странице с этой формой указан не тот сайт; исправить это может автор страницы.
problem-no-parent = Комментарий, на который вы отвечали, больше не существует. Отправьте свой как новый комментарий или ответьте на другой.
problem-no-comment = Такого комментария нет, или у вас нет к нему доступа.
problem-comment-gone = Этот комментарий удалён.
problem-no-provider = Этот способ входа здесь недоступен.
problem-no-mail-sign-in = Вход по email здесь недоступен.
problem-form-broken = Форма повреждена при передаче: в ней есть неверный знак процента или часть, которую невозможно прочитать.
problem-form-many-fields = В форме больше { $max ->
    [one] { $max } поля
    [few] { $max } полей
    [many] { $max } полей
   *[other] { $max } полей
}.
problem-own-page-only = Эту форму можно отправить только со страниц этого сервера. Откройте страницу и попробуйте ещё раз.
problem-signed-out = Вы вышли или вошли на другом сайте. Войдите снова; весь введённый текст сохранится.
problem-no-edit-token = Это может сделать только автор. Отправьте токен редактирования комментария или войдите.
problem-wrong-edit-token = Этот токен редактирования не относится к этому комментарию.
problem-right-ended = Ваше право публиковать здесь от имени модератора только что истекло. Отправьте комментарий ещё раз от имени читателя.
problem-published-by-moderator = Этот комментарий опубликован модератором. Измените его с помощью токена или связанного сеанса этого модератора либо удалите.
problem-handover = Код неверен, уже использован, получен более минуты назад или создан для другой страницы. Войдите снова.

wait-time = { $unit ->
    [hour] { $wait ->
        [one] { $wait } час
        [few] { $wait } часа
        [many] { $wait } часов
       *[other] { $wait } часа
    }
    [minute] { $wait ->
        [one] { $wait } минуту
        [few] { $wait } минуты
        [many] { $wait } минут
       *[other] { $wait } минуты
    }
   *[second] { $wait ->
        [one] { $wait } секунду
        [few] { $wait } секунды
        [many] { $wait } секунд
       *[other] { $wait } секунды
    }
}

## Exceeded limits, by limit

limit-comments = Вы отправили несколько комментариев за короткое время. Подождите { wait-time } и отправьте этот ещё раз.
limit-network = Из вашей сети поступает много комментариев. Подождите { wait-time } и отправьте свой ещё раз.
limit-site = Сейчас отправляется много комментариев. Подождите { wait-time } и отправьте свой ещё раз.
limit-mail = Запрошено слишком много кодов. Повторите попытку через { wait-time }.
limit-sign-in = Слишком много попыток входа. Повторите попытку через { wait-time }.
limit-my-data = Вы запросили это несколько раз за короткое время. Повторите попытку через { wait-time }.
limit-reading = Слишком много запросов. Повторите попытку через { wait-time }.

## Names of fields

label-text = Комментарий
label-name = Имя
label-email = Email
label-website = Сайт
label-page = Страница
label-parent_id = Комментарий, на который дан ответ
label-code = Код

## What is wrong with a field

field-required = Это обязательное поле.
field-type-text = Значение должно быть строкой.
field-type-boolean = Значение должно быть true или false.
field-type-integer = Значение должно быть целым числом.
field-type-number = Значение должно быть числом.
field-type-list = Значение должно быть списком.
field-type-object = Значение должно быть объектом.
field-unknown = Неизвестное поле. Известные поля: { $known }.
field-unknown-none = Неизвестное поле; здесь не принимаются никакие поля.
field-id = Недопустимый идентификатор.
field-time = Укажите время в таком виде: 2026-11-24T05:10:23Z.
field-one-of = Допустимые значения: { $choices }.
field-too-short = Нужно не менее { $min ->
    [one] { $min } символа
    [few] { $min } символов
    [many] { $min } символов
   *[other] { $min } символов
}.
field-too-long = Допускается не более { $max ->
    [one] { $max } символа
    [few] { $max } символов
    [many] { $max } символов
   *[other] { $max } символов
} (получено: { $count }).
field-too-few = Наименьшее допустимое число записей: { $min }.
field-too-many = Допускается не более { $max ->
    [one] { $max } записи
    [few] { $max } записей
    [many] { $max } записей
   *[other] { $max } записей
} (получено: { $count }).
field-too-small = Значение должно быть не меньше { $min }.
field-too-large = Значение должно быть не больше { $max }.
field-twice = Одна и та же запись указана дважды.
field-nul = Текст не должен содержать символ U+0000: его невозможно сохранить.
field-parameter = Это обязательный параметр.
parameter-too-short = Наименьшее допустимое число символов: { $min }.
parameter-too-long = Наибольшее допустимое число символов: { $max }.
parameter-too-many = Наибольшее допустимое число записей: { $max }.
parameter-integer = Значение должно быть целым числом в допустимых пределах.
parameter-other = Это значение не входит в число допустимых.
field-body-object = Тело запроса должно быть объектом.
field-shape = Структура тела запроса не соответствует документации.

text-empty = Напишите что-нибудь.
text-too-short = Комментарий должен содержать не менее { $min ->
    [one] { $min } символа
    [few] { $min } символов
    [many] { $min } символов
   *[other] { $min } символов
}; в этом — { $count }. Напишите немного подробнее.
text-too-long = Комментарий может содержать не более { $max ->
    [one] { $max } символа
    [few] { $max } символов
    [many] { $max } символов
   *[other] { $max } символов
}; в этом — { $count }. Сократите его.
text-too-many-bytes = Комментарий может занимать не более { $max ->
    [one] { $max } байта
    [few] { $max } байт
    [many] { $max } байт
   *[other] { $max } байт
}; этот занимает { $count }. Сократите его.
text-too-many-lines = Текст может содержать не более { $max ->
    [one] { $max } строки
    [few] { $max } строк
    [many] { $max } строк
   *[other] { $max } строк
}. Уберите часть переносов строк.
text-too-many-marks = У одной буквы больше { $max ->
    [one] { $max } диакритического знака
    [few] { $max } диакритических знаков
    [many] { $max } диакритических знаков
   *[other] { $max } диакритических знаков
}. Уберите часть из них.
text-banned-word = На этом сайте не принимаются комментарии, содержащие «{ $word }».
text-shows-nothing = Комментарий выглядел бы пустым, потому что состоит только из разметки Markdown. Напишите что-нибудь или поставьте обратную косую черту перед первым символом.
page-missing = Укажите, к какой странице это относится.
page-placeholder = Шаблон этой страницы не заполнен, поэтому комментарий не относится ни к одной странице. Исправить это может автор страницы: здесь должен стоять её путь, например /2026/my-post.
page-control = В ключе этой страницы есть невидимый символ, поэтому комментарий не относится ни к одной странице. Исправить это может автор страницы.
page-too-long = Ключ страницы может занимать не более { $max ->
    [one] { $max } байта
    [few] { $max } байт
    [many] { $max } байт
   *[other] { $max } байт
}; этот занимает { $count }. Сократить его может автор страницы.

name-empty = Введите имя.
name-too-long = Имя может содержать не более { $max ->
    [one] { $max } символа
    [few] { $max } символов
    [many] { $max } символов
   *[other] { $max } символов
}; в этом — { $count }. Сократите его.
name-reserved = Это имя принадлежит сайту. Выберите другое.
title-empty = Введите заголовок.
title-too-long = Заголовок может содержать не более { $max ->
    [one] { $max } символа
    [few] { $max } символов
    [many] { $max } символов
   *[other] { $max } символов
}; в этом — { $count }.

email-empty = Введите адрес email.
email-too-long = Адрес email может содержать не более { $max ->
    [one] { $max } символа
    [few] { $max } символов
    [many] { $max } символов
   *[other] { $max } символов
}; в этом — { $count }. Проверьте, нет ли опечаток.
email-local-too-long = Часть перед @ может содержать не более { $max ->
    [one] { $max } символа
    [few] { $max } символов
    [many] { $max } символов
   *[other] { $max } символов
}; в этой — { $count }. Проверьте, нет ли опечаток.
email-control = В адресе email есть знак табуляции или перенос строки. Удалите его.
email-no-at = В адресе email должен быть знак @, например: name@example.org.
email-many-at = В адресе email может быть только один знак @. Введите один адрес.
email-no-local = Перед @ ничего нет. Введите адрес полностью.
email-not-ascii = Перед @ допустимы только латинские буквы без диакритических знаков.
email-blank = Перед @ не может быть пробела. Введите только адрес, например: name@example.org.
email-character = Перед @ не может быть символа «{ $character }». Введите только адрес, например: name@example.org.
email-dot = Перед @ точка стоит не на своём месте.
email-encoded = Это закодированное слово, а не адрес email. Введите сам адрес.
email-domain = После @ стоит не домен вида example.org. Проверьте, нет ли опечаток.
email-not-proved = Сначала подтвердите этот адрес email: привяжите его выше.

website-empty = Введите URL сайта.
website-too-long = URL сайта может занимать не более { $max ->
    [one] { $max } байта
    [few] { $max } байт
    [many] { $max } байт
   *[other] { $max } байт
}; этот занимает { $count }. Сократите его.
website-invalid = Это не URL сайта. Укажите его в таком виде: https://example.org.
website-control = В URL есть невидимый символ. Введите URL вручную, а не вставляйте его.
website-blank = В URL сайта не должно быть пробелов.
website-userinfo = URL сайта здесь не может содержать имя или пароль. Уберите то, что стоит перед @.
website-host = Это не URL сайта. Проверьте имя хоста.

## Warnings: fields that were repaired or ignored

warning-unknown = Такого поля нет; оно проигнорировано.
warning-repeated = Форма отправляет это поле несколько раз; учитывается первое значение.
warning-file = Этот сервер не принимает файлы; поле проигнорировано.
warning-ignored = { $fault } Значение проигнорировано.
warning-page = Это значение не указывает на страницу; комментарий относится к странице, с которой отправлена форма.
warning-parent = Это не идентификатор комментария; комментарий не является ответом.
warning-origin-moved = Этот адрес не относится к источникам (origin) сайта; он перенесён на { $origin }.
warning-origin-ignored = Этот адрес не относится к источникам (origin) сайта; он проигнорирован. Источники сайта: { $origins }.
warning-url-page = Этот URL указывает не на ту страницу, что `page`; для обсуждения он не учитывается.
warning-subscribe = Этот сервер не отправляет писем об ответах; поле проигнорировано.
warning-signed-in = Комментарий отправлен после входа; поле проигнорировано.
warning-not-asked = Этот сайт не запрашивает это поле; оно проигнорировано.
warning-token = Этот токен не относится к этой форме; комментарий обработан как отправленный без токена.
warning-solution = Это не решение задачи из формы; оно проигнорировано.

author-not-asked = Вы уже вошли; оставьте это поле пустым или сначала выйдите.

## The answer to a comment

posted-approved = Спасибо. Ваш комментарий опубликован.
posted-pending = Спасибо. Ваш комментарий ожидает проверки модератором.
notice-pending = Спасибо. Ваш комментарий ожидает проверки модератором; он появится здесь после одобрения.

## The form

reply-heading = Добавить комментарий
reply-heading-to = Ответить пользователю { $name }
reply-cancel = Отменить ответ
reply-required = (обязательно)
reply-text = Комментарий
reply-name = Имя
reply-email = Email (не публикуется)
reply-website = Сайт
reply-honeypot = Оставьте это поле пустым
reply-button = Отправить комментарий
reply-closed = Комментарии закрыты.
reply-locked = Комментарии заблокированы: новые комментарии и изменения не принимаются.
reply-details = Заполните поля ниже или нажмите на значок, чтобы войти:
reply-another-account = Нажмите на значок, чтобы войти с другим аккаунтом:
reply-account = { $kind ->
    [email] Вы комментируете под именем { $name }, используя адрес email.
   *[other] Вы комментируете под именем { $name }, используя аккаунт { $provider }.
}
reply-log-out = Выйти
reply-change = Изменить
reply-by-email = Email

refused-nothing-lost = Введённый текст не потерян: он остался в форме.
refused-your-text = Ваш текст
refused-copy = Ваш комментарий не отправлен. Вот ваш текст, чтобы вы могли его скопировать:
refused-too-large-to-show = Отправленное не сохранено и слишком велико, чтобы показать его здесь. Вернитесь назад в браузере: текст должен был остаться в форме.
refused-no-text = Вернитесь назад в браузере и попробуйте ещё раз.
refused-back = Вернуться на страницу

## The comments of a page

thread-count = { $count ->
    [one] { $count } комментарий
    [few] { $count } комментария
    [many] { $count } комментариев
   *[other] { $count } комментария
}
thread-empty = Комментариев пока нет.
thread-removed = Этот комментарий удалён.
thread-nameless = Аноним
thread-edited = изменено
thread-reply = Ответить
thread-reply-to = Ответить пользователю { $name }
thread-more = Ещё комментарии

## The script of the form

script-unreachable = Сервер не отвечает. Ваш текст по-прежнему здесь.
script-keep = оставьте этот
script-or = Нажмите на значок, чтобы войти с другим аккаунтом, или { $keep }:
script-connecting = Подключение к { $provider }…
script-here = Войти на этой странице
script-cancel = Отмена
script-cancelled = Вы не вошли.
script-failed = Не получилось. Вы не вошли.

## Signing in

sign-in-heading = Вход на { $site }
sign-in-asked = Вы собираетесь войти на { $site } с аккаунтом { $provider }, после чего перейдёте на { $back }. Если вы этого не хотели, закройте эту страницу.
sign-in-continue = Перейти на { $provider }
sign-in-connecting = Переход на { $provider }…
sign-in-wait = Браузер сейчас откроет нужную страницу.
sign-in-done = Вы вошли
sign-in-window = Это окно закроется само. Если этого не произойдёт, вернитесь на { $site }.
sign-in-back = Вернуться на { $site }
sign-in-mail-asked = Вы подтвердили, что { $email } — ваш адрес email. Сейчас вы перейдёте на { $back }. Если вы этого не запрашивали, закройте эту страницу.
sign-in-button = Войти
sign-in-this-server = этот сервер
sign-in-the-provider = Сервис входа
sign-in-mail = Email
sign-in-data-deleted = Ваши данные удалены
sign-in-data-deleted-text = { $day } от { $provider } поступил запрос на удаление данных о вашем аккаунте. Они были удалены до того, как { $provider } получил ответ.

sign-in-text-kept = Ваш текст остался в форме.
sign-in-cancelled = Вы не вошли через { $provider }
sign-in-cancelled-text = Вы можете попробовать ещё раз или выбрать другой способ.
sign-in-not-offered = Вход через { $provider } здесь недоступен
sign-in-not-offered-text = Выберите другой способ входа.
sign-in-no-answer = { $provider } не отвечает
sign-in-no-answer-text = Попробуйте ещё раз позже или выберите другой способ.
sign-in-untrusted = { $provider } возвращает ответ, которому нельзя доверять
sign-in-untrusted-text = Вы не вошли. Попробуйте ещё раз или выберите другой способ.
sign-in-misconfigured = { $provider } не принимает этот сервер
sign-in-misconfigured-text = Причину оператор этого сервера найдёт в журнале. Выберите другой способ.
sign-in-ended = Эта попытка входа завершена
sign-in-ended-text = Она начата в другом браузере или слишком давно либо уже использована. Вернитесь назад и начните заново.
sign-in-unreadable = { $provider } возвращает ответ, который невозможно прочитать
sign-in-unreadable-text = Вернитесь назад и начните заново или выберите другой способ.
sign-in-taken = Этот аккаунт здесь принадлежит другому человеку
sign-in-taken-text = Ваш аккаунт { $provider } здесь уже привязан к другому человеку. Войдите с этим аккаунтом и сначала отвяжите его там.
sign-in-unavailable = Сейчас недоступно
sign-in-unavailable-text = Попробуйте ещё раз через несколько секунд.

sign-in-challenge-needed = Отправьте значение challenge из формы; обойтись без него могут только страницы этого сервера.
sign-in-challenge = Отправьте SHA-256 в base64url без дополнения: 43 символа.
sign-in-verifier-length = Нужно от 43 до 128 символов (получено: { $got }). Отправьте значение verifier, SHA-256 которого был указан как challenge.
sign-in-verifier-characters = Допустимы только A–Z, a–z, 0–9, дефис, точка, подчёркивание и тильда (RFC 7636, раздел 4.1).
sign-in-return-to = Нужен URL на { $origins } без другого URL в пути.
sign-in-page = Нужен URL на одном из источников (origin) сайта без другого URL в пути.

mail-announced = Если этот адрес email может получать письма, код уже в пути. Он действует 15 минут.
mail-announced-to = Если { $email } может получать письма, код уже в пути. Он действует 15 минут.
mail-wrong-code = Это не тот код, либо он получен более 15 минут назад, либо его вводили слишком много раз.
mail-attempt = Недопустимое значение `attempt`. Отправьте его точно в том виде, в каком получили, или не указывайте.

## A commenter's own page

me-title = Ваши комментарии и ваши данные
me-intro = Войдите, чтобы увидеть и изменить то, что этот сервер хранит о вас. Если вы комментировали без аккаунта, подтвердите адрес email, который указывали: тогда вы сможете управлять всем, что написано с этим адресом.
me-sign-in-with = Войти через { $provider }
me-signed-in = { $kind ->
    [email] Вы вошли под именем { $name } с помощью адреса email.
   *[other] Вы вошли под именем { $name } с помощью аккаунта { $provider }.
}
me-sign-out = Выйти
me-offer = { $count ->
    [one] { $count } комментарий написан с адресом { $email } до того, как вы подтвердили этот адрес. Ввести его мог кто угодно: закрепите комментарий за собой, только если его написали вы.
    [few] { $count } комментария написаны с адресом { $email } до того, как вы подтвердили этот адрес. Ввести его мог кто угодно: закрепите комментарии за собой, только если их написали вы.
    [many] { $count } комментариев написано с адресом { $email } до того, как вы подтвердили этот адрес. Ввести его мог кто угодно: закрепите комментарии за собой, только если их написали вы.
   *[other] { $count } комментария написано с адресом { $email } до того, как вы подтвердили этот адрес. Ввести его мог кто угодно: закрепите комментарии за собой, только если их написали вы.
}
me-claim = { $count ->
    [one] Закрепить за собой
    [few] Закрепить за собой
    [many] Закрепить за собой
   *[other] Закрепить за собой
}
me-profile = Имя и сайт
me-picture = Ваше изображение
me-name = Имя, которое показывается рядом с вашими комментариями
me-website = Сайт, который показывается вместе с ним
me-change = Изменить
me-accounts = Аккаунты
me-accounts-text = С каждым из них вы здесь один и тот же человек.
me-last-used = последнее использование: { $day }
me-unlink = Отвязать
me-unlink-here = Отвязать и выйти здесь
me-link = Привязать аккаунт { $provider }
me-sessions = Где выполнен вход
me-this-page = Эта страница
me-session = { $place }, вход через { $provider }, последнее использование: { $day }
me-here = (здесь)
me-end = Завершить
me-end-others = Завершить все остальные
me-data = Ваши данные
me-download = Скачать всё, что хранится о вас
me-erase-text = Удалить всё, что хранится о вас, на всех сайтах этого сервера. Ответы других людей останутся.
me-your-comments = Ваши комментарии
me-anonymise = Мои комментарии останутся, но без всего, что указывает на меня
me-delete = Мои комментарии будут удалены
me-sure = Подтверждаю: это действие нельзя отменить
me-erase = Удалить мои данные
me-code = Код из письма
me-link-this = Привязать этот адрес email
me-link-email = Привязать адрес email
me-email = Войти с кодом по email
me-send-code = Отправить мне код

me-moderator = Отвечать от имени модератора
me-moderator-linked = Этот сеанс связан с модератором { $login } (показывается как { $name }); дата связывания: { $day }. То, что вы отправляете из связанного сеанса на сайте, который модерируете, публикуется сразу и с вашей ролью.
me-moderator-end = Разорвать все связи
me-moderator-more = Связать сеансы, начатые с тех пор
me-moderator-link = Связать сеансы с вашим аккаунтом модератора
me-moderator-text = Для модераторов блогов на этом сервере. Сначала войдите в блоге, а затем введите здесь логин и пароль своего аккаунта модератора: каждый сеанс из списка ниже будет связан до своего завершения и никогда не будет содержать токен модератора.
me-moderator-login = Логин модератора
me-moderator-password = Пароль модератора
me-moderator-button = Связать мои сеансы
me-moderator-session = связан с вашим аккаунтом модератора

me-done-profile = Ваши имя и сайт изменены для последующих комментариев.
me-done-unlinked = Аккаунт отвязан, а начатые с ним сеансы завершены.
me-done-ended = Сеанс завершён.
me-done-others = Все остальные сеансы завершены.
me-done-linked = Ваши сеансы связаны: то, что вы отправляете из них на своих сайтах, публикуется сразу.
me-done-unlinked-moderator = Ни один из ваших сеансов больше не связан с модератором.
me-done-adopted = Теперь эти комментарии ваши.
me-done-out = Вы вышли.
me-done-over = Ваш сеанс завершён. Войдите снова.
me-done-erased = Всё, что хранилось о вас, удалено.
me-last-account = Это последний аккаунт, по которому вас здесь можно узнать; без него ничто не связывало бы вас с вашими комментариями. Сначала привяжите другой или удалите всё.
me-not-linked = Этот аккаунт больше не привязан к вам.
me-no-session = Это не ваш сеанс.
me-choose = Выберите, что произойдёт с вашими комментариями.
me-confirm = Подтвердите своё решение: это действие нельзя отменить.

## The embedded thread

# The headline above the comments of a page with a title.
thread-heading = { $count ->
    [0] К записи «{ $title }» пока нет комментариев
    [one] { $count } комментарий к записи «{ $title }»
    [few] { $count } комментария к записи «{ $title }»
    [many] { $count } комментариев к записи «{ $title }»
   *[other] { $count } комментария к записи «{ $title }»
}
# Invites readers to write the first comment of a page.
thread-invite = Комментариев пока нет. Что вы думаете?
thread-page-title = Комментарии к записи «{ $title }»
thread-oldest = Сначала старые
thread-newest = Сначала новые
thread-in-reply-to = в ответ пользователю { $name }
thread-role-moderator = Модератор
# The badge beside the name of the person whose blog it is.
thread-role-owner = Автор блога
# The badge of the comment that is shown first.
thread-pinned = Закреплено
thread-edit = Изменить
thread-edit-own = Изменить свой комментарий
thread-delete = Удалить
thread-delete-own = Удалить свой комментарий
thread-delete-question = Удалить ваш комментарий? Это действие нельзя отменить.
thread-cancel = Отмена
thread-save = Сохранить
thread-deleted = Ваш комментарий удалён.
thread-saved = Ваше изменение сохранено.
thread-pending = Ожидает проверки модератором. Это видите только вы.
thread-edit-pending = Ваше изменение ожидает проверки модератором. До тех пор другие видят прежний текст.
thread-in-review = Этот комментарий изменён и ждёт модерации.
thread-missing = Этот комментарий больше недоступен.
thread-earlier = Предыдущие комментарии
thread-load-failed = Не удалось загрузить комментарии.
thread-retry = Попробовать ещё раз

## The embedded form

form-preview = Предпросмотр
form-preview-title = Предпросмотр комментария
form-continue = Продолжить писать
form-sending = Отправка…
form-format = Можно использовать *курсив*, **полужирный текст**, `код`, > цитаты, списки и ссылки.
form-draft = Ваш текст хранится в этом браузере, пока вы его не отправите.
form-remember = Запомнить моё имя, адрес email и сайт в этом браузере для следующих комментариев.
form-offline = Нет подключения к сети. Ваш текст сохранён здесь. Отправьте его, когда подключение восстановится.
form-not-sent = Не удалось отправить комментарий. Ваш текст по-прежнему здесь.
form-send-again = Отправить ещё раз
form-now = Теперь комментарий можно отправить.
# Shown while the browser computes a proof of work.
form-proof = Браузер решает небольшую задачу, которая защищает от спама: { $percent } %
form-left = Осталось символов: { $count }
form-privacy = Политика конфиденциальности
form-sign-in-needed = Войдите, чтобы оставить комментарий.
form-sign-in-with = Войти через { $provider }
form-email-intro = Введите адрес email. Код придёт в письме, пароль не нужен.
form-new-code = Отправить новый код
form-signed-in = Вы вошли под именем { $name }.
form-signed-out = Вы вышли.

## The comments of a person on their own page

me-comments-title = Что вы написали
me-comments-empty = Вы пока не написали ни одного комментария.
me-comments-more = Более старые комментарии
me-on-page = на странице { $page }
me-status-approved = Опубликован
me-status-pending = Ожидает проверки модератором
me-change-until = Изменить можно до { $time }.

## The moderators’ pages

mod-title = Модерация
mod-sign-in = Вход для модерации
mod-resend-text = Ничего не изменено. Всё, что вы ввели, остаётся на этой странице: войдите в новой вкладке, вернитесь и отправьте ещё раз. Пароли нужно ввести заново.
mod-login = Логин
mod-password = Пароль
mod-sites = Сайты
mod-all-sites = Все сайты
mod-folders = Папки
mod-folder-review = На проверку
mod-folder-probably-spam = Вероятно, спам
mod-folder-approved = Одобренные
mod-folder-spam = Спам
mod-folder-trash = Корзина
mod-folder-all = Все папки
mod-search = Поиск по тексту, имени, почте
mod-search-button = Найти
mod-reason = Причина
mod-any-reason = Любая причина
mod-order-score = По оценке
mod-filter-network = Сеть { $network }
mod-filter-email-domain = Почта на { $domain }
mod-filter-page = Страница { $page }
mod-filter-remove = Убрать этот фильтр
mod-filter-reset = Показать всю папку
mod-empty = Здесь нет комментариев.
mod-search-incomplete = После обновления старые комментарии ещё готовятся к поиску. Некоторые могут не найтись.
mod-overflowed = Перемещено в спам за последние семь дней, потому что очередь была заполнена: { $what }
mod-parts = Части списка
mod-next = Следующие комментарии
mod-first = В начало
mod-select = Выбрать комментарий: { $name }
mod-select-all = Выбрать все на этой странице
mod-selected = Выбранные комментарии:
mod-approve = Одобрить
mod-spam = Спам
mod-trash = В корзину
mod-hold = Вернуть на проверку
mod-restore = Вернуть на проверку
mod-delete = Удалить навсегда
mod-undo = Отменить действие
mod-context = Контекст
mod-on-page = На странице
mod-done-approve = Одобрено: { $what }.
mod-done-hold = Снова на проверке: { $what }.
mod-done-spam = Спам: { $what }.
mod-done-trash = В корзине: { $what }.
mod-done-delete = Удалено навсегда: { $what }.
mod-done-rejected = Изменение отклонено: { $what }. Прежний текст остаётся опубликованным.
mod-done-undo = Возвращено как было: { $what }.
mod-replied = Ваш ответ опубликован.
mod-skip-conflict = Изменено за это время, ничего не сделано: { $what }.
mod-skip-unchanged = Уже так решено: { $what }.
mod-skip-not-found = Больше не существует: { $what }.
mod-skip-erased = Удалено навсегда, изменить нельзя: { $what }.
mod-skip-unavailable = Не сделано: база данных не ответила: { $what }. Попробуйте ещё раз.
mod-decision = { $action }: { $login }, { $time }.
mod-record = Другие комментарии: одобрено { $approved }, спам { $spam }, в корзине { $trash }
mod-new-author = Первый комментарий
mod-verified-email = адрес почты подтверждён
mod-verified-account = вход через { $provider }
mod-unverified = не подтверждено
mod-title-claimed = неподтверждённый заголовок
mod-edit-waits = Опубликованный комментарий изменён. «Одобрить» публикует новый текст; «Спам» и «В корзину» отклоняют только изменение.
mod-old-text = Опубликованный текст
mod-new-text = Новый текст
mod-why = Причины, оценка { $score }
mod-holds = задерживает
mod-all-matching = Решить обо всех подходящих
mod-all-matching-text = Все комментарии этой папки, подходящие под поиск и фильтры, на всех страницах. Сначала вы увидите, сколько их.
mod-matching-text = То, что изменится с этого момента, не включено. Потом это можно отменить.
mod-matching-more = За один раз принимается решение не более чем о { $max } комментариях. Если подходит больше, повторите для остальных.
mod-delete-text = Текст и все данные об авторе исчезнут. Это нельзя отменить.
mod-back = Назад к списку
mod-context-title = Комментарий в обсуждении: { $name }
mod-reply-hint = Публикуется сразу от имени { $name }. Комментарий будет одобрен, если ещё не одобрен.
mod-history = Что было решено
mod-history-empty = Об этом комментарии ещё ничего не решено.
mod-failed = Не сделано: сервер не ответил. Попробуйте ещё раз.
mod-keys = Горячие клавиши
mod-keys-help = Показать клавиши
mod-key-move = Следующий, предыдущий
mod-key-select = Выбрать
mod-key-selected = Выбранные: одобрить, спам, в корзину
mod-close = Закрыть
mod-pages = Страницы модерации
mod-queue = Очередь
mod-dashboard = Обзор
mod-range = Период
mod-days = { $days } дней
mod-comments-per-day = Комментарии по дням
mod-comments-text = Дни по UTC. Спасённые — это комментарии, которые проверка приняла за спам, а модератор одобрил. У каждой диаграммы свой масштаб.
mod-received = Получено
mod-rescued = Спасено
mod-chart-label = { $name }: { $total } с { $from } по { $to }, не более { $max } за { $day }.
mod-chart-empty = { $name }: нет с { $from } по { $to }.
mod-as-table = Числа в таблице
mod-day = День
mod-median = Медиана ожидания
mod-p90 = 9 из 10 ждали не более
mod-queue-times-text = Первые два числа — на сейчас. Время — по комментариям, решённым за этот период: { $count }.
mod-reasons = Точность причин
mod-reasons-text = Все решения с самого начала. Доля спасённых показывает, сколько принятых за спам комментариев одобрено: чем ниже, тем лучше.
mod-reasons-empty = По комментариям с причинами решений ещё не было.
mod-rescue-rate = Доля спасённых
mod-accuracy = Точность
mod-accuracy-unknown = мало решений
mod-accuracy-good = хорошая
mod-accuracy-weak = слабая
mod-accuracy-misleading = вводит в заблуждение
mod-percent = { $number } %
mod-seconds = { $number } с
mod-minutes = { $number } мин
mod-hours = { $number } ч
mod-days-short = { $number } дн.
mod-health = Сервер
mod-health-database = База данных
mod-health-limits = Redis (ограничения частоты)
mod-health-mail = Почта
mod-health-checks = Внешние проверки
mod-health-working = работает
mod-health-failing = не работает
mod-health-not-configured = не настроено
mod-log = Журнал
mod-filter-moderator = Модератор: { $login }
mod-filter-comment = Комментарий: { $name }
mod-show = Показать
mod-status-deleted = Удалён навсегда
mod-log-action = Действие
mod-log-any-action = Любое действие
mod-log-empty = Записей нет.
mod-log-next = Более старые записи
mod-log-gone = Комментарий удалён навсегда
mod-log-of-edit = его правка
mod-log-same-comment = Всё об этом комментарии
mod-log-before = До:
mod-log-after = После:
mod-log-command-line = Командная строка
mod-log-edit = Изменено модератором
mod-log-remove-site = Сайт удалён
mod-log-title = Заголовок страницы
mod-log-url = URL страницы
mod-log-state = Обсуждение открыто или закрыто
mod-log-pin = Комментарий закреплён
mod-log-move = Обсуждение перенесено
mod-log-alias = Ещё один ключ страницы
mod-thread-open = открыто
mod-thread-closed = закрыто
mod-thread-locked = заблокировано
mod-note = Заметка
mod-notes = Заметки об авторе
mod-notes-number = Заметки об авторе: { $number }
mod-notes-text = Заметки видят только модераторы этого сайта, у каждого комментария автора. Читатели и автор их не видят.
mod-notes-unknown = Автор — гость без адреса почты, узнать его нельзя, поэтому заметок быть не может.
mod-note-add = Добавить заметку
mod-note-delete = Удалить заметку ({ $login })
mod-note-many = Об этом авторе уже есть заметки: { $max }. Сначала удалите одну.
mod-note-length = В заметке или причине может быть не более { $max } знаков; здесь { $count }.
mod-note-controls = Уберите управляющие символы.
mod-edit-title = Изменить комментарий
mod-edit-hint = Читатели видят, что комментарий изменён. Модераторы могут прочесть прежний текст.
mod-edit-reason = Причина, для журнала (необязательно)
mod-edit-owners = Только владельцы могут менять имя подтверждённого автора или то, что опубликовал другой модератор.
mod-revisions = Прежние версии
mod-revision = Как { $name }, до правки ({ $login }, { $time })
mod-ban = Забанить
mod-more = Ещё
mod-thread = Обсуждение
mod-thread-state = Состояние обсуждения: { $state }.
mod-thread-state-set = Так задал модератор.
mod-thread-state-policy = Так по правилам сайта.
mod-thread-reopen = Открыть
mod-thread-close = Закрыть: без новых комментариев
mod-thread-lock = Заблокировать: ни новых комментариев, ни правок
mod-thread-by-policy = Оставить на правила сайта
mod-thread-title = Заголовок страницы
mod-thread-url = URL страницы
mod-thread-claim = Сообщил браузер автора: { $text }
mod-thread-empty = Если поле пусто, действует то, что сообщают браузеры.
mod-pin = Закрепить этот комментарий
mod-unpin = Открепить комментарий
mod-pin-text = Закреплённый комментарий показан первым.
mod-thread-move = Перенести обсуждение
mod-thread-move-to = Ключ другой страницы
mod-thread-move-text = Все комментарии с { $page } перейдут на другую страницу, и этот ключ будет обозначать её. Если там уже есть комментарии, обсуждения объединятся, и отменить это нельзя.
mod-thread-same = Введите ключ другой страницы.
mod-thread-origin = Должен быть на источнике сайта: { $origins }.
mod-done-note = Заметка сохранена.
mod-done-note-deleted = Заметка удалена.
mod-done-edit = Комментарий изменён.
mod-done-thread = Обсуждение изменено.
mod-done-moved = Обсуждение перенесено.
mod-not-replied = Ваш ответ ещё не опубликован. { $why }
mod-replied-before = Из этой формы уже отправлен ответ. Отправьте её ещё раз, чтобы опубликовать и этот.

## The reasons of an assessment, by code

reason-learned = Текст по обученному фильтру
reason-learning = Фильтр ещё обучается
reason-spam_sample = Образец спама на проверку
reason-text_known = Текст уже был спамом
reason-text_similar = Текст похож на спам
reason-domain_spam = Ссылка на спам-домен
reason-domain_ham = Только известные хорошие ссылки
reason-author_approved = Автор уже одобрялся
reason-author_trusted = Автор одобрялся много раз
reason-author_rejected = Комментарии автора были спамом
reason-honeypot = Заполнено скрытое поле
reason-answered_at_once = Отправлено быстрее 2 секунд
reason-answered_quickly = Отправлено быстрее 4 секунд
reason-token_missing = Нет токена формы
reason-token_stale = Токен формы истёк
reason-token_used = Токен формы использован повторно
reason-unvouched = Нет токена и подтверждённого автора
reason-form_irregular = Неправильная форма
reason-proof_missing = Нет доказательства работы
reason-proof_wrong = Неверное доказательство работы
reason-form_alone = Подозрительна только форма
reason-network_spam = Спам из этой сети
reason-network_burst = Много комментариев из этой сети
reason-text_repeated = Тот же текст на других страницах
reason-flood = Комментариев больше обычного
reason-flood_unknown = Неизвестный во время наплыва
reason-queue_full = Очередь была заполнена
reason-suspect_word = Подозрительное слово
reason-many_links = Много ссылок
reason-limits_degraded = Ограничения были неполными
reason-akismet_spam = Akismet: спам
reason-akismet_discard = Akismet: явный спам
reason-akismet_failed = Akismet не ответил
reason-hook_spam = Ваш хук: спам
reason-hook_ham = Ваш хук: не спам
reason-hook_unsure = Ваш хук: не уверен
reason-hook_failed = Ваш хук не ответил
reason-captcha_missing = Captcha не решена
reason-captcha_wrong = Неверный ответ captcha
reason-captcha_failed = Сервис captcha не ответил
## Mails to moderators about waiting comments

notice-comment-subject = [{ $site }] { $author }: комментарий на странице «{ $page }»
notice-edit-subject = [{ $site }] { $author }: изменён комментарий на странице «{ $page }»
notice-digest-subject =
    { $count ->
        [one] [{ $site }] { $count } комментарий ждёт
        [few] [{ $site }] { $count } комментария ждут
        [many] [{ $site }] { $count } комментариев ждут
       *[other] [{ $site }] { $count } комментария ждут
    }
notice-comment-intro = { $author } комментирует страницу «{ $page }» ({ $site }). Комментарий ждёт решения.
notice-edit-intro = { $author } меняет опубликованный комментарий на странице «{ $page }» ({ $site }). Новый текст ждёт решения.
notice-cut = Это только начало; весь текст виден по ссылкам.
notice-approve = Одобрить
notice-spam = Отметить как спам
notice-trash = Переместить в корзину
notice-open = Открыть в очереди
notice-open-queue = Открыть всю очередь
notice-links = Каждая ссылка показывает комментарий и просит подтверждения. Ссылки действуют только для вас и { $days } дней, поэтому не пересылайте это письмо.
notice-waiting =
    { $count ->
        [one] { $count } комментарий ждёт решения.
        [few] { $count } комментария ждут решения.
        [many] { $count } комментариев ждут решения.
       *[other] { $count } комментария ждут решения.
    }
notice-probably-spam =
    { $count ->
        [one] Ещё { $count } комментарий, вероятно, спам.
        [few] Ещё { $count } комментария, вероятно, спам.
        [many] Ещё { $count } комментариев, вероятно, спам.
       *[other] Ещё { $count } комментария, вероятно, спам.
    }
notice-more =
    { $count ->
        [one] Ждёт ещё { $count } комментарий.
        [few] Ждут ещё { $count } комментария.
        [many] Ждут ещё { $count } комментариев.
       *[other] Ждут ещё { $count } комментария.
    }
notice-why = Вы получили это письмо, потому что модерируете комментарии { $site }.
notice-off = Отключить эти письма
notice-unnamed = Автор без имени
notice-reader = Читатель
notice-withheld = Почтовый сервер отклонил этот текст. Он виден по ссылкам.
queue-feed-title = Ожидающие комментарии: { $site }

## The pages that the links of these mails lead to

act-approve = Одобрить этот комментарий?
act-spam = Отметить этот комментарий как спам?
act-trash = Переместить этот комментарий в корзину?
act-approve-change = Одобрить это изменение?
act-reject-change = Отклонить это изменение?
act-off = Отключить письма о { $site }?
act-off-text = Вы больше не будете получать письма об ожидающих комментариях { $site }. Комментарии по-прежнему ждут вас или других модераторов.
act-author = { $author } на странице «{ $page }»:
act-changed = Тем временем комментарий был изменён или по нему приняли решение. Прочитайте его, затем решите.
act-approved = Комментарий опубликован
act-marked-spam = Комментарий отмечен как спам
act-trashed = Комментарий в корзине
act-deleted = Комментарий удалён
act-rejected = Изменение отклонено
act-rejected-text = Прежний текст остаётся опубликованным.
act-decided-by = Решение: { $login }, { $time } (UTC).
act-decided-otherwise = Решение принял не модератор.
act-ended-text = Этой ссылке больше { $days } дней, или вы больше не модерируете этот сайт, или ваш адрес электронной почты изменён. Если комментарий ещё ждёт, он в очереди.
act-off-done = Письма отключены
act-off-done-text = Вы больше не получаете письма об ожидающих комментариях { $site }.
act-email = Подтвердить этот адрес электронной почты?
act-email-text = Письма об ожидающих комментариях для учётной записи { $login } будут приходить на { $email }.
act-email-button = Подтвердить
act-email-done = Адрес электронной почты подтверждён
act-email-done-text = Письма об ожидающих комментариях теперь приходят на { $email }.
act-email-ended = Этот адрес уже подтверждён или отменён, указан другой, или ссылке больше { $days } дней. Ваша учётная запись на странице модераторов показывает, какой адрес ждёт.

## Mails

mail-sign-in-subject = Ваш код для { $site }: { $code }
mail-sign-in-body =
    Кто-то (скорее всего, вы) хочет подтвердить этот адрес email, чтобы комментировать на { $site }.

    Введите этот код там, где вы его запросили:

        { $code }

    Или откройте эту ссылку на том же устройстве:

        { $link }

    Код и ссылка действуют один раз и в течение 15 минут.

    Если вы этого не запрашивали, просто не обращайте внимания на это письмо. Ничего не произойдёт,
    и без кода никто не сможет войти.
mail-confirm-subject = Подтвердите адрес электронной почты для { $server }
mail-confirm-body =
    Этот адрес указан для учётной записи модератора { $login } на { $server }, чтобы получать письма об ожидающих комментариях.

    Если это были вы, откройте эту ссылку и подтвердите адрес:

        { $link }

    Ссылка действует один раз и в течение { $days } дней.

    Если это были не вы, не обращайте внимания на это письмо. Других писем не будет.
mail-change-subject = Другой адрес электронной почты для вашей учётной записи на { $server }
mail-change-body =
    Для учётной записи модератора { $login } на { $server } указан другой адрес электронной почты. Как только он будет подтверждён, письма об ожидающих комментариях будут приходить туда.

    Если это сделали не вы и не владелец, отмените его и смените пароль здесь:

        { $link }

## The pages for bans, sites, accounts and keys

mod-save = Сохранить
mod-saved = Сохранено.
mod-add = Добавить
mod-added = Добавлено.
mod-remove = Удалить
mod-removed = Удалено.
mod-refresh = Обновить
mod-added-by = Добавлено: { $login }, { $time }
mod-line-error = Строка { $line }: { $error }
mod-site = Сайт
mod-bans = Блокировки
mod-bans-empty = Блокировок нет.
mod-ban-new = Добавить блокировку
mod-ban-of = Заблокировать автора комментария: { $name }
mod-ban-kind = Вид
mod-kind-person = Вошедший пользователь
mod-kind-email = Адрес эл. почты
mod-kind-domain = Домен эл. почты
mod-kind-network = IP-адрес или сеть
mod-ban-subject = Кого заблокировать
mod-ban-subject-hint = Например, eve@example.org, example.org с поддоменами, 203.0.113.7 или 203.0.113.0/24. Вошедшего пользователя блокируют, начав с его комментария.
mod-ban-until = Окончание (UTC)
mod-ban-until-hint = Оставьте пустым для бессрочной блокировки.
mod-ban-note = Заметка
mod-ban-note-hint = Видна только модераторам.
mod-ban-shadow = Не сообщать автору
mod-ban-shadow-hint = Новые комментарии принимаются и скрываются, а не отклоняются.
mod-ban-shadow-tag = без сообщения автору
mod-ban-also = Имеющиеся комментарии
mod-ban-also-none = Оставить как есть
mod-ban-button = Заблокировать
mod-ban-exists = Такая блокировка уже есть.
mod-ban-ends = до { $time }
mod-ban-permanent = бессрочно
mod-ban-added = Блокировка действует.
mod-ban-moved = Имеющиеся комментарии перемещены: { $what }.
mod-ban-moving = Имеющиеся комментарии перемещаются: пока { $done } из { $what }.
mod-ban-lift = Снять блокировку
mod-ban-lifted = Блокировка снята.
mod-sites-empty = У вас нет сайтов. Владелец может назначить их вам.
mod-site-new = Добавить сайт
mod-site-change = Название и источники
mod-site-name = Название
mod-site-slug = Краткое имя
mod-site-slug-hint = Строчные буквы, цифры и дефисы. Входит в URL, изменить его позже нельзя.
mod-site-origins = Источники (origins)
mod-site-origins-hint = По одному в строке, например https://blog.example. Только страницы этих источников могут показывать комментарии и форму. Для предпросмотра звёздочка заменяет часть имени: https://*.preview.blog.example.
mod-site-remove = Удалить { $name }
mod-site-remove-text = Сайт удаляется со всеми комментариями, ветками, блокировками, заметками, журналом и настройками. Отменить это нельзя.
mod-site-confirm = Для подтверждения введите { $slug }
mod-site-confirm-wrong = Введите { $slug }, чтобы удалить сайт.
mod-flood = Наплыв комментариев с { $time }: ступень защиты { $step } из 3.
mod-policy = Настройки
mod-policy-of = Настройки: { $name }
mod-policy-owners = Эти настройки могут менять только владельцы.
mod-policy-conflict = Тем временем другой владелец изменил на: { $value }. Сохраните ещё раз, чтобы заменить.
mod-part-moderation = Модерация и слова
mod-part-people = Кто может комментировать
mod-part-comments = Комментарии и формы
mod-part-limits = Ограничения и хранение
mod-policy-moderation = Что ждёт модератора
mod-mode-all = Каждый комментарий
mod-mode-first = Комментарии авторов без одобренного комментария
mod-mode-suspect = Только то, что проверки считают подозрительным
mod-mode-none = Ничего; спам всё равно попадает в папку спама
mod-policy-banned-words = Запрещённые слова: комментарий отклоняется
mod-policy-suspect-words = Подозрительные слова: комментарий ждёт модератора
mod-policy-words-hint = По одному слову в строке, не больше 1000. Учитываются целые слова, регистр не важен.
mod-policy-links-max = Ссылки без ожидания
mod-policy-guests = Гости могут комментировать без входа
mod-policy-guest-name = Имя гостей
mod-policy-guest-email = Адрес эл. почты гостей
mod-policy-guest-website = Сайт гостей
mod-rule-required = Обязательно
mod-rule-optional = Необязательно
mod-rule-hidden = Не спрашивается
mod-policy-email-sign-in = Читатели могут входить по эл. почте
mod-policy-all-providers = Предлагать все службы входа этого сервера
mod-policy-providers = Иначе только эти
mod-policy-text-min = Самый короткий комментарий, в символах
mod-policy-text-max = Самый длинный комментарий, в символах
mod-policy-depth-max = Уровни ответов
mod-policy-close-after = Ветки закрываются через, в днях
mod-policy-close-after-hint = Считая от первого комментария. Оставьте пустым, чтобы ветки оставались открытыми.
mod-policy-edit-window = Время на изменение или удаление своего комментария, в секундах
mod-policy-edit-window-hint = 900 — это 15 минут; 0 — никогда.
mod-policy-edits = Пока изменение опубликованного комментария ждёт
mod-edits-keep = Показывать опубликованный текст
mod-edits-hide = Не показывать комментарий
mod-policy-language = Язык страниц, сообщений и писем для читателей
mod-language-name = Русский
mod-policy-privacy = Страница о конфиденциальности
mod-policy-privacy-hint = Каждая форма ссылается на этот URL. Оставьте пустым, если ссылка не нужна.
mod-policy-limits = Ограничения на отправку, в процентах от встроенных
mod-policy-limits-hint = 50 уменьшает их вдвое, 200 удваивает.
mod-policy-ham-lost = Настоящие комментарии, которые могут попасть в спам, из 1000
mod-policy-spam-published = Спам, который может быть опубликован, из 100
mod-policy-pending-max = Наибольшее число ожидающих комментариев
mod-policy-pending-hint = Сверх него наиболее вероятный спам попадает в папку спама, но никогда комментарии подтверждённых авторов.
mod-policy-pending-network = Наибольшее число ожидающих из одной сети
mod-policy-spam-days = Дней до удаления спама
mod-policy-trash-days = Дней до очистки корзины
mod-policy-days-hint = 0 — никогда.
mod-preview = Предпросмотр
mod-preview-title = С этими настройками, из последних комментариев читателей ({ $count })
mod-preview-held = ждали бы модератора: { $count }
mod-preview-refused = были бы отклонены: { $count }
mod-preview-filed = попали бы в папку спама: { $count }
mod-preview-published = были бы сразу опубликованы: { $count }
mod-preview-cut = Перечислены только новейшие.
mod-preview-unsaved = Пока ничего не сохранено.
mod-people = Учётные записи
mod-person-new = Добавить модератора
mod-person-self = вы
mod-person-no-sites = нет сайтов
mod-person-sites = Сайты модератора
mod-person-remove = Удалить { $login }
mod-person-remove-text = Учётная запись удаляется. Её сеансы и ключи API сразу прекращаются. Опубликованные комментарии и журнал остаются.
mod-account = Учётная запись { $login }
mod-profile = Имя, роль и сайты
mod-profile-owners = Менять это могут только владельцы.
mod-display-name = Отображаемое имя
mod-display-name-hint = Показывается рядом с комментариями этого модератора. Без него читатели видят название сайта.
mod-login-hint = Буквы, цифры, точки, подчёркивания и дефисы. Читатели его не видят.
mod-role = Роль
mod-role-owner = Владелец
mod-role-moderator = Модератор
mod-role-hint = Владельцы могут всё на всех сайтах; модераторы модерируют выбранные ниже сайты.
mod-email-hint = Для писем об ожидающих комментариях. Оставьте пустым, чтобы их не получать.
mod-email-refused = Почтовый сервер отклонил этот адрес, поэтому письма не отправляются. Исправьте его или сохраните снова, когда он заработает.
mod-email-waits = { $email } ждёт подтверждения: откройте ссылку в письме, которое туда отправлено.
mod-email-in-use = До этого письма приходят на { $email }.
mod-email-no-use = До этого письма не отправляются.
mod-email-send-again = Отправить письмо ещё раз
mod-email-sent = Письмо отправлено ещё раз.
mod-email-drop = Отменить этот адрес
mod-email-dropped = Новый адрес электронной почты отменён.
mod-already-gone = Этого больше нет: это было удалено раньше.
mod-unsent = Этот текст ещё не отправлен. Сначала отправьте его или отмените.
mod-email-none-waits = Ни один адрес не ждёт подтверждения.
mod-email-no-mail = Этот сервер не отправляет писем, поэтому адрес нельзя подтвердить. Обратитесь к администратору сервера.
mod-notices = Письма об ожидающих комментариях
mod-notice-mode = Письма о { $site }
mod-notice-off = Никаких
mod-notice-each = О каждом комментарии, сразу
mod-notice-hourly = Не больше одного в час
mod-notice-daily = Не больше одного в день
mod-notice-more-than = Не больше одного в день, если ждёт больше числа ниже
mod-notice-number = Сколько может ждать на { $site } без письма
mod-password-change = Сменить пароль
mod-password-hint = Не меньше 15 символов, которые нелегко угадать.
mod-password-ends = Это завершит все ваши другие сеансы.
mod-password-reset = Это завершит все сеансы учётной записи и удалит её адрес эл. почты, потому что доступ мог быть у другого человека.
mod-password-set = Пароль изменён.
mod-current-password = Текущий пароль
mod-current-password-wrong = Это не ваш текущий пароль.
mod-new-password = Новый пароль
mod-api-keys = Ключи API
mod-next-entries = Следующие записи
mod-keys-empty = Ключей API нет.
mod-key-new = Создать ключ
mod-key-label = Название
mod-key-label-hint = Для чего ключ, например для программы.
mod-key-may = Что может ключ
mod-key-all = Всё, что можете вы
mod-key-feed = Читать ленту { $site }
mod-key-created = Ключ: { $label }
mod-key-once = Скопируйте его сейчас: он показывается только один раз.
mod-key-used = последнее использование { $time }
mod-key-unused = не использовался
mod-key-revoke = Отозвать
mod-key-revoked = Ключ отозван.
policy-range = Должно быть от { $low } до { $high }.
policy-words-many = Слов — не больше { $max } (сейчас { $count }). Удалите лишние.
policy-word-length = Длина слова — от 1 до { $max } символов (сейчас { $count }).

## Refusals of the moderators’ pages and their API

missing-site = Такого сайта нет, или у вас нет к нему доступа.
missing-moderator = Такой учётной записи нет, или у вас нет к ней доступа.
missing-ban = Такой блокировки нет, или у вас нет к ней доступа.
missing-key = Такого ключа нет, или у вас нет к нему доступа.
missing-batch = Такого решения нет, или у вас нет к нему доступа.
missing-thread = На этой странице нет комментариев, или у вас нет к ней доступа.
missing-comment = Такого комментария нет, или у вас нет к нему доступа.
missing-note = Такой заметки нет, или у вас нет к ней доступа.
missing-file = Такого файла нет, или у вас нет к нему доступа.
site-exists = Сайт с таким кратким именем уже есть.
site-unknown = Сайта с таким кратким именем нет.
slug-empty = Укажите краткое имя сайта.
slug-characters = Краткое имя сайта может содержать только a–z, 0–9 и дефисы.
slug-too-long = Краткое имя сайта: не более { $max } символов (сейчас { $count }).
login-empty = Укажите логин.
login-characters = Логин может содержать только a–z, 0–9, точки, подчёркивания и дефисы.
login-too-short = Логин: не менее { $min } символов.
login-too-long = Логин: не более { $max } символов (сейчас { $count }).
password-too-short = Пароль: не менее { $min } символов. Хорошо подходят несколько не связанных между собой слов.
password-too-long = Пароль: не более { $max } байт.
password-too-common = Пароль слишком легко угадать. Возьмите несколько не связанных между собой слов.
moderator-name-taken = У другой учётной записи такое же или похожее отображаемое имя. Выберите другое.
moderator-exists = Учётная запись с таким логином уже есть.
moderator-last-owner = Последнего владельца нельзя удалить или понизить. Сначала назначьте другого владельца.
key-label-invalid = Название должно содержать от 1 до 100 символов без управляющих символов.
setup-over = Токен настройки неверен, истёк или уже использован. Перезапустите сервер, чтобы получить новый.
ban-person = Должен быть id человека (UUID).
ban-domain = Должен быть домен, например spam.example.
ban-network = Должен быть IP-адрес или сеть, например 203.0.113.0/24.
ban-network-large = Сеть слишком велика: самый короткий допустимый префикс — { $prefix }.
ban-until-past = Должно быть в будущем. Оставьте пустым для бессрочной блокировки.
filter-network = Должна быть сеть IPv4 /24 или IPv6 /48, или IP-адрес в ней.
filter-from-after = Должно быть раньше конца периода.
pinned-invalid = Должен быть id одобренного комментария этой страницы, который не является ответом.
origin-empty = Укажите источник (origin) сайта, например https://example.org.
origin-invalid = Источник состоит из схемы, хоста и, если нужно, порта, например https://example.org.
origin-wildcard = Источник с подстановкой должен начинаться с https://*. и не содержать других звёздочек, например https://*.blog.pages.dev.
origin-public-suffix = В этом домене хосты может завести кто угодно. Добавьте имя своего проекта, например https://*.blog.pages.dev.
origins-exact = Сайту нужен источник без подстановки, например https://blog.example: туда перенаправляются читатели.
origins-too-many = У сайта не более { $max } источников (сейчас { $count }).
policy-providers = Не более 100 id провайдеров, например github.
notice-number-required = Укажите, сколько комментариев может ждать без письма.
notice-number-extra = Число относится только к письмам, когда ждёт больше. Оставьте пустым.
batch-running = Это ещё выполняется (комментарии: { $done } из { $total }). Отмените, когда завершится.
api-key-only-session = Ключ API не может этого сделать. Войдите с паролем.
