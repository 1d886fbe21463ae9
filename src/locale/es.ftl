# Texts for readers in Spanish (polite form).

## Titles of problems, by code

title-malformed = Solicitud ilegible
title-wrong_host = Nombre de servidor incorrecto
title-unauthorized = Falta la identificación o no es válida
title-wrong_password = Usuario o contraseña incorrectos
title-wrong_code = Código incorrecto
title-forbidden = No permitido
title-thread_closed = Los comentarios están cerrados
title-identity_required = Inicie sesión para comentar
title-banned = No se puede comentar
title-edit_window_over = El plazo para hacer cambios ha terminado
title-not_found = No encontrado
title-method_not_allowed = Método no permitido
title-not_acceptable = Ningún formato adecuado
title-timeout = La solicitud tardó demasiado
title-conflict = Modificado mientras tanto
title-duplicate = Ya enviado
title-exists = Ya existe
title-in_progress = Todavía en curso
title-too_large = Demasiado grande
title-uri_too_long = Dirección demasiado larga
title-unsupported_media_type = Formato no admitido
title-invalid = Algunos campos no son correctos
title-idempotency_mismatch = Clave ya utilizada
title-too_fast = Demasiado rápido
title-flooded = Cerrado a invitados durante unos minutos
title-headers_too_large = Cabeceras demasiado grandes
title-internal = Error interno
title-unavailable = No disponible en este momento
title-too_slow = La búsqueda tardó demasiado
title-outcome_unknown = No se sabe si esto se guardó

## Details of problems, by code: what happened and what to do

problem-malformed = No se pudo leer la solicitud. Envíela de nuevo.
problem-wrong_host = Este servidor no responde a ese nombre.
problem-unauthorized = No ha iniciado sesión o su sesión ha terminado. Vuelva a iniciar sesión.
problem-wrong_password = El usuario o la contraseña no son correctos.
problem-wrong_code = El código es incorrecto, ya se usó, tiene más de 15 minutos o se probó demasiadas veces. Pida uno nuevo.
problem-forbidden = No puede hacer esto.
problem-thread_closed = Los comentarios de esta página están cerrados.
problem-thread-locked = Los comentarios de esta página están bloqueados y ya no se pueden editar.
problem-identity_required = Este sitio solo acepta comentarios de personas que han iniciado sesión. Inicie sesión y envíelo de nuevo.
problem-banned = Su comentario no se puede aceptar.
problem-edit_window_over = El plazo en el que se podía modificar este comentario ha terminado.
problem-not_found = Aquí no hay nada, o nada que usted pueda ver.
problem-method_not_allowed = Esta dirección no se puede usar de esta manera.
problem-not_acceptable = Ninguno de los formatos pedidos está disponible aquí.
problem-timeout = Lo que envió no llegó a tiempo. Envíelo de nuevo.
problem-conflict = Se modificó mientras tanto. Cárguelo de nuevo y decida después.
problem-duplicate = Ya ha enviado este texto aquí. No hace falta enviarlo de nuevo.
problem-exists = Ya existe uno con este nombre.
problem-in_progress = La misma solicitud todavía se está procesando. Inténtelo de nuevo en un momento.
problem-too_large = Lo que envió es más grande de lo que este servidor acepta. Acorte su texto y envíelo de nuevo.
problem-uri_too_long = La dirección de la solicitud es demasiado larga.
problem-unsupported_media_type = El formulario se envió en un formato que este servidor no acepta.
problem-invalid = Corrija los campos señalados.
problem-invalid-fields = Corrija lo siguiente: { $fields }.
problem-idempotency_mismatch = Esta clave ya se usó para otra solicitud.
problem-too_fast = Demasiadas solicitudes. Inténtelo de nuevo en { wait-time }.
problem-flooded = Este sitio está recibiendo muchos más comentarios de lo habitual, por lo que no acepta los de personas que no han iniciado sesión. Inicie sesión o envíelo de nuevo en { wait-time }.
problem-headers_too_large = Las cabeceras de la solicitud son demasiado grandes.
problem-internal = Se produjo un error en nuestro lado. Inténtelo más tarde.
problem-unavailable = Esto no es posible en este momento. Inténtelo de nuevo en breve.
problem-too_slow = Esto tardó más de 5 segundos y se interrumpió. Limite la búsqueda: elija un sitio, un estado, una página o menos días.
problem-outcome_unknown = No se sabe si esto se guardó. Consulte la página antes de enviarlo de nuevo.

problem-no-site = Este sitio no existe aquí. La página que contiene este formulario indica otro; su autor puede corregirla.
problem-no-parent = El comentario al que respondía ya no existe. Envíe el suyo como comentario nuevo o responda a otro.
problem-no-comment = Este comentario no existe, o usted no puede verlo.
problem-comment-gone = Este comentario se ha eliminado.
problem-no-provider = Esta forma de iniciar sesión no se ofrece aquí.
problem-no-mail-sign-in = Aquí no se ofrece iniciar sesión por correo electrónico.
problem-form-broken = El formulario se dañó en el camino: contiene un signo de porcentaje incorrecto o una parte ilegible.
problem-form-many-fields = El formulario tiene más de { $max } campos.
problem-own-page-only = Este formulario solo se puede enviar desde las páginas de este servidor. Abra la página e inténtelo de nuevo.
problem-signed-out = No ha iniciado sesión, o la ha iniciado en otro sitio. Vuelva a iniciarla; nada de lo que escribió se ha perdido.
problem-no-edit-token = Solo puede hacerlo la persona que escribió el comentario. Envíe el token de edición del comentario o inicie sesión.
problem-wrong-edit-token = Este token de edición no corresponde a este comentario.
problem-right-ended = Su derecho a publicar aquí como moderador acaba de terminar. Envíe el comentario de nuevo como lector.
problem-published-by-moderator = Un moderador publicó este comentario. Cámbielo con el token o la sesión vinculada de ese moderador, o elimínelo.
problem-handover = El código es incorrecto, ya se usó, tiene más de un minuto o se hizo para otra página. Vuelva a iniciar sesión.

wait-time = { $unit ->
    [hour] { $wait ->
        [one] { $wait } hora
       *[other] { $wait } horas
    }
    [minute] { $wait ->
        [one] { $wait } minuto
       *[other] { $wait } minutos
    }
   *[second] { $wait ->
        [one] { $wait } segundo
       *[other] { $wait } segundos
    }
}

## Exceeded limits, by limit

limit-comments = Ha enviado varios comentarios en poco tiempo. Espere { wait-time } y envíe este de nuevo.
limit-network = Llegan muchos comentarios desde su red. Espere { wait-time } y envíe el suyo de nuevo.
limit-site = Se están enviando muchos comentarios en este momento. Espere { wait-time } y envíe el suyo de nuevo.
limit-mail = Se han pedido demasiados códigos. Inténtelo de nuevo en { wait-time }.
limit-sign-in = Demasiados intentos de iniciar sesión. Inténtelo de nuevo en { wait-time }.
limit-my-data = Ha pedido esto varias veces en poco tiempo. Inténtelo de nuevo en { wait-time }.
limit-reading = Demasiadas solicitudes. Inténtelo de nuevo en { wait-time }.

## Names of fields

label-text = comentario
label-name = nombre
label-email = correo electrónico
label-website = sitio web
label-page = página
label-parent_id = comentario al que responde
label-code = código

## What is wrong with a field

field-required = Este campo es obligatorio.
field-type-text = Aquí debe haber un texto.
field-type-boolean = Aquí debe haber true o false.
field-type-integer = Aquí debe haber un número entero.
field-type-number = Aquí debe haber un número.
field-type-list = Aquí debe haber una lista.
field-type-object = Aquí debe haber un objeto.
field-unknown = Este campo no existe. Los conocidos son: { $known }.
field-unknown-none = Este campo no existe; aquí no se acepta ninguno.
field-id = Esto no es un identificador.
field-time = Aquí debe haber una fecha y hora, por ejemplo 2026-11-24T05:10:23Z.
field-one-of = Debe ser uno de estos valores: { $choices }.
field-too-short = Aquí se necesitan al menos { $min } caracteres.
field-too-long = Aquí se admiten como máximo { $max } caracteres; hay { $count }.
field-too-few = Aquí se necesitan al menos { $min } elementos.
field-too-many = Aquí se admiten como máximo { $max } elementos; hay { $count }.
field-too-small = El valor no debe ser inferior a { $min }.
field-too-large = El valor no debe ser superior a { $max }.
field-twice = El mismo elemento aparece aquí dos veces.
field-nul = El texto contiene un carácter que no se puede guardar (U+0000).
field-parameter = Este parámetro es necesario.
parameter-too-short = Aquí se necesitan al menos { $min } caracteres.
parameter-too-long = Aquí se admiten como máximo { $max } caracteres.
parameter-too-many = Aquí se admiten como máximo { $max } elementos.
parameter-integer = Aquí debe haber un número entero dentro de los límites.
parameter-other = Este valor no es uno de los que se aceptan aquí.
field-body-object = El contenido debe ser un objeto.
field-shape = El contenido no tiene la forma documentada.

text-empty = Escriba algo.
text-too-short = Un comentario debe tener al menos { $min ->
    [one] { $min } carácter
   *[other] { $min } caracteres
}; este tiene { $count }. Escriba un poco más.
text-too-long = Un comentario puede tener como máximo { $max } caracteres; este tiene { $count }. Acórtelo.
text-too-many-bytes = Un comentario puede tener como máximo { $max } bytes; este tiene { $count }. Acórtelo.
text-too-many-lines = Un texto puede tener como máximo { $max } líneas. Quite algunos saltos de línea.
text-too-many-marks = Hay más de { $max } acentos sobre una letra. Quite algunos.
text-banned-word = Este sitio no acepta comentarios con «{ $word }».
text-shows-nothing = No se vería nada, porque solo contiene Markdown. Escriba algo o ponga una barra invertida delante del primer carácter.
page-missing = Indique de qué página se trata.
page-placeholder = La plantilla de esta página no se rellenó, así que el comentario no pertenece a ninguna página. Quien mantiene la página puede corregirlo; aquí va la ruta de la página, como /2026/mi-entrada.
page-control = La clave de esta página contiene un carácter invisible, así que el comentario no pertenece a ninguna página. Quien mantiene la página puede corregirla.
page-too-long = La clave de una página puede tener como máximo { $max } bytes; esta tiene { $count }. Quien mantiene la página puede acortarla.

name-empty = Escriba un nombre.
name-too-long = Un nombre puede tener como máximo { $max } caracteres; este tiene { $count }. Acórtelo.
name-reserved = Este nombre está reservado para el sitio. Elija otro.
title-empty = Escriba un título.
title-too-long = Un título puede tener como máximo { $max } caracteres; este tiene { $count }.

email-empty = Escriba una dirección de correo electrónico.
email-too-long = Una dirección de correo electrónico puede tener como máximo { $max } caracteres; esta tiene { $count }. Compruebe que esté bien escrita.
email-local-too-long = La parte anterior a la @ puede tener como máximo { $max } caracteres; esta tiene { $count }. Compruebe que esté bien escrita.
email-control = La dirección de correo electrónico contiene un tabulador o un salto de línea. Quítelo.
email-no-at = Una dirección de correo electrónico lleva una @, como en nombre@example.org.
email-many-at = Una dirección de correo electrónico lleva una sola @. Escriba una única dirección.
email-no-local = No hay nada antes de la @. Escriba la dirección completa.
email-not-ascii = Antes de la @ solo puede haber letras sin acentos.
email-blank = No puede haber espacios antes de la @. Escriba solo la dirección, como en nombre@example.org.
email-character = No puede haber «{ $character }» antes de la @. Escriba solo la dirección, como en nombre@example.org.
email-dot = Hay un punto en un lugar incorrecto antes de la @.
email-encoded = Esto es una palabra codificada, no una dirección de correo electrónico. Escriba la dirección misma.
email-domain = Lo que sigue a la @ no es un dominio como example.org. Compruebe que esté bien escrito.
email-not-proved = Confirme primero esta dirección de correo electrónico: vincúlela más arriba.

website-empty = Escriba la dirección de un sitio web.
website-too-long = La dirección de un sitio web puede tener como máximo { $max } bytes; esta tiene { $count }. Acórtela.
website-invalid = Esto no es la dirección de un sitio web. Escríbala como https://example.org.
website-control = La dirección contiene un carácter invisible. Escríbala en lugar de pegarla.
website-blank = La dirección de un sitio web no lleva espacios.
website-userinfo = La dirección de un sitio web no puede llevar aquí nombre ni contraseña. Quite lo que está antes de la @.
website-host = Esto no es la dirección de un sitio web. Compruebe el nombre del servidor.

## Warnings: fields that were repaired or ignored

warning-unknown = Este campo no existe; se ignoró.
warning-repeated = El formulario envía este campo más de una vez; cuenta el primer valor.
warning-file = Este servidor no acepta archivos; el campo se ignoró.
warning-ignored = { $fault } El valor se ignoró.
warning-page = Esto no nombra ninguna página; el comentario pertenece a la página desde la que se envió el formulario.
warning-parent = Esto no es el identificador de un comentario; el comentario no aparece como respuesta.
warning-origin-moved = Esta dirección no está en un origen del sitio; se sustituyó por una en { $origin }.
warning-origin-ignored = Esta dirección no está en un origen del sitio; se ignoró. Orígenes del sitio: { $origins }.
warning-url-page = Esta dirección es de otra página que `page`; no cuenta para la conversación.
warning-subscribe = Este servidor no envía correos sobre respuestas; el campo se ignoró.
warning-signed-in = El autor ha iniciado sesión; el campo se ignoró.
warning-not-asked = Este sitio no pide este dato; el campo se ignoró.
warning-token = Este token no corresponde a este formulario; el comentario se aceptó como uno sin token.
warning-solution = Esto no es la respuesta a una prueba del formulario; se ignoró.

author-not-asked = Ha iniciado sesión; omita este dato o cierre primero la sesión.

## The answer to a comment

posted-approved = Gracias. Su comentario está publicado.
posted-pending = Gracias. Su comentario está pendiente de moderación.
notice-pending = Gracias. Su comentario está pendiente de moderación; aparecerá aquí en cuanto se apruebe.

## The form

reply-heading = Deje un comentario
reply-heading-to = Responder a { $name }
reply-cancel = Cancelar la respuesta
reply-required = (obligatorio)
reply-text = Comentario
reply-name = Nombre
reply-email = Correo electrónico (no se muestra nunca)
reply-website = Sitio web
reply-honeypot = Deje esto vacío
reply-button = Publicar comentario
reply-closed = Los comentarios están cerrados.
reply-locked = Los comentarios están bloqueados: no se admiten comentarios nuevos ni cambios.
reply-details = Rellene sus datos o haga clic en un icono para iniciar sesión:
reply-another-account = Haga clic en un icono para iniciar sesión con otra cuenta:
reply-account = { $kind ->
    [email] Está comentando con su dirección de correo electrónico como { $name }.
   *[other] Está comentando con su cuenta de { $provider } como { $name }.
}
reply-log-out = Cerrar sesión
reply-change = Cambiar
reply-by-email = Correo electrónico

refused-nothing-lost = Nada de lo que escribió se ha perdido: sigue en el formulario.
refused-your-text = Su texto
refused-copy = Su comentario no se publicó. Aquí está su texto para que pueda copiarlo:
refused-too-large-to-show = Lo que envió no se guardó y es demasiado grande para mostrarlo aquí. Vuelva atrás en el navegador: su texto debería seguir en el formulario.
refused-no-text = Vuelva atrás en el navegador e inténtelo de nuevo.
refused-back = Volver a la página

## The comments of a page

thread-count = { $count ->
    [one] { $count } comentario
   *[other] { $count } comentarios
}
thread-empty = Todavía no hay comentarios.
thread-removed = Este comentario se ha retirado.
thread-nameless = Anónimo
thread-edited = editado
thread-reply = Responder
thread-reply-to = Responder a { $name }
thread-more = Más comentarios

## The script of the form

script-unreachable = El servidor no responde. Su texto sigue aquí.
script-keep = conserve esta
script-or = Haga clic en un icono para iniciar sesión con otra cuenta, o { $keep }:
script-connecting = Conectando con { $provider } …
script-here = Iniciar sesión en esta página
script-cancel = Cancelar
script-cancelled = No ha iniciado sesión.
script-failed = No funcionó. No ha iniciado sesión.

## Signing in

sign-in-heading = Iniciar sesión en { $site }
sign-in-asked = Está a punto de iniciar sesión en { $site } con su cuenta de { $provider } y después irá a { $back }. Si no era su intención, cierre esta página.
sign-in-continue = Continuar a { $provider }
sign-in-connecting = Conectando con { $provider } …
sign-in-wait = Su navegador mostrará la página en un momento.
sign-in-done = Ha iniciado sesión
sign-in-window = Esta ventana se cierra sola. Si no lo hace, vuelva a { $site }.
sign-in-back = Volver a { $site }
sign-in-mail-asked = Ha demostrado que recibe el correo enviado a { $email }. Irá a { $back }. Si no lo pidió, cierre esta página.
sign-in-button = Iniciar sesión
sign-in-this-server = este servidor
sign-in-the-provider = El proveedor
sign-in-mail = Correo electrónico
sign-in-data-deleted = Sus datos se eliminaron
sign-in-data-deleted-text = El { $day }, { $provider } pidió a este servidor que eliminara los datos de su cuenta. Se eliminaron antes de que { $provider } recibiera la respuesta.

sign-in-text-kept = Su texto sigue en el formulario.
sign-in-cancelled = No ha iniciado sesión con { $provider }
sign-in-cancelled-text = Puede intentarlo de nuevo o elegir otra forma.
sign-in-not-offered = { $provider } no se ofrece aquí
sign-in-not-offered-text = Elija otra forma de iniciar sesión.
sign-in-no-answer = { $provider } no respondió
sign-in-no-answer-text = Inténtelo más tarde o elija otra forma.
sign-in-untrusted = { $provider } dio una respuesta en la que no se puede confiar
sign-in-untrusted-text = No ha iniciado sesión. Inténtelo de nuevo o elija otra forma.
sign-in-misconfigured = { $provider } no acepta este servidor
sign-in-misconfigured-text = El operador de este servidor puede leer el motivo en el registro. Elija otra forma.
sign-in-ended = Este inicio de sesión ha caducado
sign-in-ended-text = Se empezó en otro navegador o hace demasiado tiempo, o ya se usó. Vuelva atrás y empiece de nuevo.
sign-in-unreadable = { $provider } envió una respuesta ilegible
sign-in-unreadable-text = Vuelva atrás y empiece de nuevo, o elija otra forma.
sign-in-taken = Esta cuenta pertenece aquí a otra persona
sign-in-taken-text = Su cuenta de { $provider } ya está vinculada aquí a otra persona. Inicie sesión con ella y desvincúlela primero.
sign-in-unavailable = No disponible en este momento
sign-in-unavailable-text = Inténtelo de nuevo en un momento.

sign-in-challenge-needed = Envíe el challenge del formulario; solo las páginas de este servidor no lo necesitan.
sign-in-challenge = Envíe SHA-256 en base64url sin relleno: 43 caracteres.
sign-in-verifier-length = Debe tener de 43 a 128 caracteres (recibidos: { $got }). Envíe el verifier cuyo SHA-256 fue el challenge.
sign-in-verifier-characters = Solo se permiten A–Z, a–z, 0–9, guion, punto, guion bajo y tilde (RFC 7636, sección 4.1).
sign-in-return-to = Debe ser una dirección en { $origins }, sin otra dirección en su ruta.
sign-in-page = Debe ser una dirección en un origen del sitio, sin otra dirección en su ruta.

mail-announced = Si esta dirección puede recibir correo, un código está en camino. Es válido durante 15 minutos.
mail-announced-to = Si { $email } puede recibir correo, un código está en camino. Es válido durante 15 minutos.
mail-wrong-code = Este no es el código, o tiene más de 15 minutos, o se probó demasiadas veces.
mail-attempt = Este no es el valor `attempt` de una solicitud de código. Envíelo tal como se recibió u omítalo.

## A commenter's own page

me-title = Sus comentarios y sus datos
me-intro = Inicie sesión para ver y cambiar lo que este servidor guarda sobre usted. Si ha comentado sin una cuenta, confirme la dirección de correo electrónico que indicó: entonces podrá disponer de todo lo que se escribió con ella.
me-sign-in-with = Iniciar sesión con { $provider }
me-signed-in = { $kind ->
    [email] Ha iniciado sesión como { $name } con su dirección de correo electrónico.
   *[other] Ha iniciado sesión como { $name } con su cuenta de { $provider }.
}
me-sign-out = Cerrar sesión
me-offer = { $count ->
    [one] Se escribió { $count } comentario con { $email } antes de que usted confirmara esta dirección. Cualquiera pudo haberla escrito: reclámelo solo si es suyo.
   *[other] Se escribieron { $count } comentarios con { $email } antes de que usted confirmara esta dirección. Cualquiera pudo haberla escrito: reclámelos solo si son suyos.
}
me-claim = { $count ->
    [one] Reclamarlo
   *[other] Reclamarlos
}
me-profile = Nombre y sitio web
me-picture = Su imagen
me-name = Nombre que aparece junto a sus comentarios
me-website = Sitio web que aparece con el nombre
me-change = Cambiar
me-accounts = Cuentas
me-accounts-text = Con cualquiera de ellas usted es aquí la misma persona.
me-last-used = usada por última vez el { $day }
me-unlink = Desvincular
me-unlink-here = Desvincular y cerrar sesión aquí
me-link = Vincular una cuenta de { $provider }
me-sessions = Dónde ha iniciado sesión
me-this-page = Esta página
me-session = { $place }, con { $provider }, usada por última vez el { $day }
me-here = (aquí)
me-end = Terminar
me-end-others = Terminar todas las demás
me-data = Sus datos
me-download = Descargar todo lo que se guarda sobre usted
me-erase-text = Borrar todo lo que se guarda sobre usted, en todos los sitios de este servidor. Las respuestas de otras personas se quedan.
me-your-comments = Sus comentarios
me-anonymise = Mis comentarios se quedan, sin nada que indique quién los escribió
me-delete = Mis comentarios se eliminan
me-sure = Confirmo: esto no se puede deshacer
me-erase = Borrar mis datos
me-code = El código del correo
me-link-this = Vincular esta dirección
me-link-email = Vincular una dirección de correo electrónico
me-email = Iniciar sesión con un código por correo electrónico
me-send-code = Enviarme un código

me-moderator = Responder como moderador
me-moderator-linked = Esta sesión se vinculó con el moderador { $login } (mostrado como { $name }) el { $day }. Lo que escriba con una sesión vinculada en un sitio que modera se publica de inmediato con su función.
me-moderator-end = Terminar todos los vínculos
me-moderator-more = Vincular las sesiones iniciadas desde entonces
me-moderator-link = Vincular sus sesiones con su cuenta de moderador
me-moderator-text = Para moderadores de un blog de este servidor. Inicie sesión primero en el blog e indique después aquí el usuario y la contraseña de su cuenta de moderador: cada sesión de la lista queda vinculada hasta que termina y nunca contiene el token de un moderador.
me-moderator-login = Usuario del moderador
me-moderator-password = Contraseña del moderador
me-moderator-button = Vincular mis sesiones
me-moderator-session = vinculada con su cuenta de moderador

me-done-profile = Su nombre y su sitio web han cambiado para los comentarios que sigan.
me-done-unlinked = La cuenta está desvinculada, y las sesiones que se iniciaron con ella han terminado.
me-done-ended = La sesión ha terminado.
me-done-others = Todas las demás sesiones han terminado.
me-done-linked = Sus sesiones están vinculadas: lo que escriba con ellas en sus sitios se publica de inmediato.
me-done-unlinked-moderator = Ninguna de sus sesiones está vinculada ya a un moderador.
me-done-adopted = Los comentarios ahora son suyos.
me-done-out = Ha cerrado la sesión.
me-done-over = Su sesión ha terminado. Vuelva a iniciarla.
me-done-erased = Se ha borrado todo lo que se guardaba sobre usted.
me-last-account = Esta es la última cuenta por la que se le conoce aquí; sin ninguna, nada podría relacionarle con sus comentarios. Vincule primero otra o bórrelo todo.
me-not-linked = Esta cuenta ya no está vinculada con usted.
me-no-session = Esta no es una de sus sesiones.
me-choose = Elija qué ocurre con sus comentarios.
me-confirm = Confirme que está seguro: esto no se puede deshacer.

## The embedded thread

# The headline above the comments of a page with a title.
thread-heading = { $count ->
    [0] Todavía no hay comentarios en «{ $title }»
    [one] Un comentario en «{ $title }»
    [many] { $count } de comentarios en «{ $title }»
   *[other] { $count } comentarios en «{ $title }»
}
# Invites readers to write the first comment of a page.
thread-invite = Todavía no hay comentarios. ¿Qué opina usted?
thread-page-title = Comentarios en «{ $title }»
thread-oldest = Los más antiguos primero
thread-newest = Los más recientes primero
thread-in-reply-to = en respuesta a { $name }
thread-role-moderator = Moderación
# The badge beside the name of the person whose blog it is.
thread-role-owner = Autoría
# The badge of the comment that is shown first.
thread-pinned = Fijado
thread-edit = Editar
thread-edit-own = Editar su comentario
thread-delete = Eliminar
thread-delete-own = Eliminar su comentario
thread-delete-question = ¿Eliminar su comentario? Esto no se puede deshacer.
thread-cancel = Cancelar
thread-save = Guardar
thread-deleted = Su comentario se ha eliminado.
thread-saved = Su cambio se ha guardado.
thread-pending = Pendiente de moderación. Solo usted puede verlo.
thread-edit-pending = Su cambio está pendiente de moderación. Hasta entonces, las demás personas ven el texto anterior.
thread-in-review = Este comentario se ha modificado y espera la moderación.
thread-missing = Este comentario ya no está disponible.
thread-earlier = Comentarios anteriores
thread-load-failed = No se pudieron cargar los comentarios.
thread-retry = Intentarlo de nuevo

## The embedded form

form-preview = Vista previa
form-preview-title = Vista previa de su comentario
form-continue = Seguir escribiendo
form-sending = Enviando …
form-format = Puede usar *énfasis*, **texto destacado**, `código`, > citas, listas y enlaces.
form-draft = Su texto queda guardado en este navegador hasta que lo publique.
form-remember = Guardar mi nombre, correo electrónico y sitio web en este navegador para la próxima vez que comente.
form-offline = No tiene conexión. Su texto está guardado aquí. Envíelo cuando vuelva a tenerla.
form-not-sent = No se pudo enviar su comentario. Su texto sigue aquí.
form-send-again = Enviar de nuevo
form-now = Ya puede enviar su comentario.
# Shown while the browser computes a proof of work.
form-proof = Su navegador está resolviendo una pequeña prueba que mantiene alejado el spam: { $percent } %
form-left = Caracteres restantes: { $count }
form-privacy = Política de privacidad
form-sign-in-needed = Inicie sesión para comentar.
form-sign-in-with = Iniciar sesión con { $provider }
form-email-intro = Escriba su dirección de correo electrónico. Recibirá un código por correo y no necesitará contraseña.
form-new-code = Enviar un código nuevo
form-signed-in = Ha iniciado sesión como { $name }.
form-signed-out = Ha cerrado la sesión.

## The comments of a person on their own page

me-comments-title = Lo que ha escrito
me-comments-empty = Todavía no ha escrito ningún comentario.
me-comments-more = Comentarios más antiguos
me-on-page = en { $page }
me-status-approved = Publicado
me-status-pending = Pendiente de moderación
me-change-until = Puede cambiarlo hasta: { $time }.

## The moderators’ pages

mod-title = Moderación
mod-sign-in = Iniciar sesión para moderar
mod-resend-text = No se ha cambiado nada. Lo que escribió sigue en esta página: inicie sesión en otra pestaña, vuelva y envíelo de nuevo. Las contraseñas deben escribirse otra vez.
mod-login = Usuario
mod-password = Contraseña
mod-sites = Sitios
mod-all-sites = Todos los sitios
mod-folders = Carpetas
mod-folder-review = Por revisar
mod-folder-probably-spam = Probablemente spam
mod-folder-approved = Aprobados
mod-folder-spam = Spam
mod-folder-trash = Papelera
mod-folder-all = Todas las carpetas
mod-search = Buscar texto, nombre o correo
mod-search-button = Buscar
mod-reason = Motivo
mod-any-reason = Cualquier motivo
mod-order-score = Por puntuación
mod-filter-network = Red { $network }
mod-filter-email-domain = Correo en { $domain }
mod-filter-page = Página { $page }
mod-filter-remove = Quitar este filtro
mod-filter-reset = Mostrar toda la carpeta
mod-empty = Aquí no hay comentarios.
mod-search-incomplete = Tras una actualización, los comentarios antiguos aún se preparan para la búsqueda. Pueden faltar algunos.
mod-overflowed = Movidos al spam en los últimos siete días porque la cola estaba llena: { $what }
mod-parts = Partes de la lista
mod-next = Comentarios siguientes
mod-first = Al principio
mod-select = Seleccionar el comentario de { $name }
mod-select-all = Seleccionar todos en esta página
mod-selected = Comentarios seleccionados:
mod-approve = Aprobar
mod-spam = Spam
mod-trash = Papelera
mod-hold = Retener
mod-restore = Devolver a revisión
mod-delete = Eliminar definitivamente
mod-undo = Deshacer
mod-context = Contexto
mod-on-page = En su página
mod-done-approve = Aprobado: { $what }.
mod-done-hold = De nuevo por revisar: { $what }.
mod-done-spam = Spam: { $what }.
mod-done-trash = En la papelera: { $what }.
mod-done-delete = Eliminado definitivamente: { $what }.
mod-done-rejected = Cambio rechazado: { $what }. El texto anterior sigue publicado.
mod-done-undo = De nuevo como antes: { $what }.
mod-replied = Su respuesta está publicada.
mod-skip-conflict = Cambió entretanto, no se hizo nada: { $what }.
mod-skip-unchanged = Ya estaba decidido así: { $what }.
mod-skip-not-found = Ya no existe: { $what }.
mod-skip-erased = Eliminado definitivamente, no se puede cambiar: { $what }.
mod-skip-unavailable = No se hizo porque la base de datos no respondió: { $what }. Inténtelo de nuevo.
mod-decision = { $action } por { $login }, { $time }.
mod-record = Otros comentarios: { $approved } aprobados, { $spam } spam, { $trash } en la papelera
mod-new-author = Primer comentario
mod-verified-email = correo verificado
mod-verified-account = con cuenta de { $provider }
mod-unverified = sin verificar
mod-title-claimed = título sin confirmar
mod-edit-waits = Se modificó un comentario publicado. Aprobar publica el texto nuevo; Spam y Papelera descartan solo el cambio.
mod-old-text = Texto publicado
mod-new-text = Texto nuevo
mod-why = Motivos, puntuación { $score }
mod-holds = retiene
mod-all-matching = Decidir sobre todos los que coinciden
mod-all-matching-text = Todos los comentarios de esta carpeta que coinciden con la búsqueda y los filtros, en todas las páginas. Primero verá cuántos son.
mod-matching-text = No se incluye lo que cambie a partir de ahora. Después se puede deshacer.
mod-matching-more = Se deciden como máximo { $max } comentarios a la vez. Si hay más, repítalo para el resto.
mod-delete-text = Se perderán el texto y todos los datos del autor. No se puede deshacer.
mod-back = Volver a la lista
mod-context-title = Comentario de { $name } en su hilo
mod-reply-hint = Se publica al momento como { $name }. El comentario se aprueba si aún no lo está.
mod-history = Qué se decidió
mod-history-empty = Aún no se ha decidido nada sobre este comentario.
mod-failed = No se hizo: el servidor no respondió. Inténtelo de nuevo.
mod-keys = Atajos de teclado
mod-keys-help = Mostrar los atajos
mod-key-move = Comentario siguiente, anterior
mod-key-select = Seleccionar
mod-key-selected = Selección: aprobar, spam, papelera
mod-close = Cerrar
mod-pages = Páginas de moderación
mod-queue = Cola
mod-dashboard = Panel
mod-range = Período
mod-days = { $days } días
mod-comments-per-day = Comentarios por día
mod-comments-text = Días en UTC. Rescatados son los comentarios que la comprobación tomó por spam y alguien aprobó. Cada gráfico tiene su propia escala.
mod-received = Recibidos
mod-rescued = Rescatados
mod-chart-label = { $name }: { $total } del { $from } al { $to }, como máximo { $max } el { $day }.
mod-chart-empty = { $name }: ninguno del { $from } al { $to }.
mod-as-table = Los números en una tabla
mod-day = Día
mod-median = Espera mediana
mod-p90 = 9 de 10 esperaron como máximo
mod-queue-times-text = Los dos primeros números son de ahora. Los tiempos son de los comentarios decididos en este período: { $count }.
mod-reasons = Acierto de los motivos
mod-reasons-text = Todas las decisiones desde el principio. La tasa de rescate indica cuántos de los comentarios tomados por spam se aprobaron: cuanto más baja, mejor.
mod-reasons-empty = Aún no se ha decidido sobre comentarios con motivos.
mod-rescue-rate = Tasa de rescate
mod-accuracy = Acierto
mod-accuracy-unknown = muy pocas decisiones
mod-accuracy-good = bueno
mod-accuracy-weak = débil
mod-accuracy-misleading = engañoso
mod-percent = { $number } %
mod-seconds = { $number } s
mod-minutes = { $number } min
mod-hours = { $number } h
mod-days-short = { $number } d
mod-health = Servidor
mod-health-database = Base de datos
mod-health-limits = Redis (límites de uso)
mod-health-mail = Correo
mod-health-checks = Comprobaciones externas
mod-health-working = funciona
mod-health-failing = no funciona
mod-health-not-configured = sin configurar
mod-log = Registro
mod-filter-moderator = De { $login }
mod-filter-comment = Comentario de { $name }
mod-show = Mostrar
mod-status-deleted = Eliminado para siempre
mod-log-action = Acción
mod-log-any-action = Cualquier acción
mod-log-empty = No hay entradas.
mod-log-next = Entradas anteriores
mod-log-gone = Comentario eliminado para siempre
mod-log-of-edit = su cambio
mod-log-same-comment = Todo sobre este comentario
mod-log-before = Antes:
mod-log-after = Después:
mod-log-command-line = Línea de órdenes
mod-log-edit = Editado por la moderación
mod-log-remove-site = Sitio eliminado
mod-log-title = Título de una página
mod-log-url = URL de una página
mod-log-state = Hilo abierto o cerrado
mod-log-pin = Comentario fijado
mod-log-move = Hilo trasladado
mod-log-alias = Otra clave de una página
mod-thread-open = abierto
mod-thread-closed = cerrado
mod-thread-locked = bloqueado
mod-note = Nota
mod-notes = Notas sobre el autor
mod-notes-number = Notas sobre el autor: { $number }
mod-notes-text = Solo quienes moderan este sitio ven las notas, junto a cada comentario del autor. Ni los lectores ni el autor las ven.
mod-notes-unknown = El autor es un invitado sin correo y no se puede reconocer, por lo que no puede haber notas.
mod-note-add = Añadir nota
mod-note-delete = Eliminar la nota de { $login }
mod-note-many = Ya hay { $max } notas sobre este autor. Elimine una primero.
mod-note-length = Una nota o un motivo puede tener como máximo { $max } caracteres; este tiene { $count }.
mod-note-controls = Quite los caracteres de control.
mod-edit-title = Editar el comentario
mod-edit-hint = Los lectores ven que el comentario se editó. La moderación puede seguir leyendo el texto anterior.
mod-edit-reason = Motivo, para el registro (opcional)
mod-edit-owners = Solo los propietarios pueden cambiar el nombre de un autor verificado o lo que publicó otra persona de la moderación.
mod-revisions = Versiones anteriores
mod-revision = Como { $name }, hasta que { $login } lo editó, { $time }
mod-ban = Vetar
mod-more = Más
mod-thread = Hilo
mod-thread-state = Este hilo está { $state }.
mod-thread-state-set = Lo fijó la moderación.
mod-thread-state-policy = Así lo dicen las reglas del sitio.
mod-thread-reopen = Abrir
mod-thread-close = Cerrar: sin comentarios nuevos
mod-thread-lock = Bloquear: sin comentarios nuevos ni cambios
mod-thread-by-policy = Dejar que decidan las reglas del sitio
mod-thread-title = Título de la página
mod-thread-url = URL de la página
mod-thread-claim = Lo afirma el navegador de un autor: { $text }
mod-thread-empty = Si un campo queda vacío, vale lo que afirman los navegadores.
mod-pin = Fijar este comentario
mod-unpin = Dejar de fijar el comentario
mod-pin-text = Un comentario fijado se muestra primero.
mod-thread-move = Trasladar el hilo
mod-thread-move-to = Clave de la otra página
mod-thread-move-text = Todos los comentarios de { $page } pasan a la otra página, y esta clave la designará. Si allí ya hay comentarios, los dos hilos se unen, y eso no se puede deshacer.
mod-thread-same = Escriba la clave de otra página.
mod-thread-origin = Debe estar en un origen del sitio: { $origins }.
mod-done-note = La nota está guardada.
mod-done-note-deleted = La nota está eliminada.
mod-done-edit = El comentario está editado.
mod-done-thread = El hilo está cambiado.
mod-done-moved = El hilo está trasladado.
mod-not-replied = Su respuesta aún no está publicada. { $why }
mod-replied-before = Este formulario ya envió una respuesta. Envíelo otra vez para publicar también esta.

## The reasons of an assessment, by code

reason-learned = Texto según lo aprendido
reason-learning = El filtro aún aprende
reason-spam_sample = Muestra de spam por confirmar
reason-text_known = El texto ya fue spam
reason-text_similar = Texto parecido a spam
reason-domain_spam = Enlace a un dominio de spam
reason-domain_ham = Solo enlaces conocidos y buenos
reason-author_approved = Autor ya aprobado
reason-author_trusted = Autor aprobado muchas veces
reason-author_rejected = Comentarios del autor fueron spam
reason-honeypot = Campo oculto rellenado
reason-answered_at_once = Enviado en menos de 2 segundos
reason-answered_quickly = Enviado en menos de 4 segundos
reason-token_missing = Sin token de formulario
reason-token_stale = Token de formulario caducado
reason-token_used = Token de formulario reutilizado
reason-unvouched = Sin token ni autor verificado
reason-form_irregular = Formulario irregular
reason-proof_missing = Sin prueba de trabajo
reason-proof_wrong = Prueba de trabajo incorrecta
reason-form_alone = Solo el formulario es sospechoso
reason-network_spam = Spam desde esta red
reason-network_burst = Muchos comentarios desde esta red
reason-text_repeated = Mismo texto en otras páginas
reason-flood = Más comentarios de lo normal
reason-flood_unknown = Desconocido durante una avalancha
reason-queue_full = La cola estaba llena
reason-suspect_word = Palabra sospechosa
reason-many_links = Muchos enlaces
reason-limits_degraded = Límites incompletos
reason-akismet_spam = Akismet: spam
reason-akismet_discard = Akismet: spam evidente
reason-akismet_failed = Akismet no respondió
reason-hook_spam = Su hook: spam
reason-hook_ham = Su hook: legítimo
reason-hook_unsure = Su hook: dudoso
reason-hook_failed = Su hook no respondió
reason-captcha_missing = Captcha sin responder
reason-captcha_wrong = Respuesta de captcha incorrecta
reason-captcha_failed = El servicio captcha no respondió
## Mails to moderators about waiting comments

notice-comment-subject = [{ $site }] { $author } comentó «{ $page }»
notice-edit-subject = [{ $site }] { $author } cambió un comentario en «{ $page }»
notice-digest-subject =
    { $count ->
        [one] [{ $site }] { $count } comentario en espera
       *[other] [{ $site }] { $count } comentarios en espera
    }
notice-comment-intro = { $author } comentó «{ $page }» ({ $site }). El comentario espera una decisión.
notice-edit-intro = { $author } cambió un comentario publicado en «{ $page }» ({ $site }). El texto nuevo espera una decisión.
notice-cut = Esto es solo el comienzo; los enlaces muestran el texto completo.
notice-approve = Aprobar
notice-spam = Marcar como spam
notice-trash = Mover a la papelera
notice-open = Abrir en la cola
notice-open-queue = Abrir toda la cola
notice-links = Cada enlace muestra el comentario y pide confirmación. Los enlaces solo sirven para usted y durante { $days } días; no reenvíe este correo.
notice-waiting =
    { $count ->
        [one] { $count } comentario espera una decisión.
       *[other] { $count } comentarios esperan una decisión.
    }
notice-probably-spam =
    { $count ->
        [one] { $count } comentario más es probablemente spam.
       *[other] { $count } comentarios más son probablemente spam.
    }
notice-more =
    { $count ->
        [one] { $count } comentario más está en espera.
       *[other] { $count } comentarios más están en espera.
    }
notice-why = Recibe este correo porque modera los comentarios de { $site }.
notice-off = Dejar de recibir estos correos
notice-unnamed = Un autor sin nombre
notice-reader = Un lector
notice-withheld = El servidor de correo rechazó este texto. Los enlaces lo muestran.
queue-feed-title = Comentarios en espera: { $site }

## The pages that the links of these mails lead to

act-approve = ¿Aprobar este comentario?
act-spam = ¿Marcar este comentario como spam?
act-trash = ¿Mover este comentario a la papelera?
act-approve-change = ¿Aprobar este cambio?
act-reject-change = ¿Rechazar este cambio?
act-off = ¿Dejar de recibir correos sobre { $site }?
act-off-text = No recibirá más correos sobre comentarios en espera de { $site }. Los comentarios siguen esperando a usted o a otros moderadores.
act-author = { $author } escribió en «{ $page }»:
act-changed = Entretanto, el comentario se modificó o se decidió sobre él. Léalo y decida después.
act-approved = El comentario está publicado
act-marked-spam = El comentario está marcado como spam
act-trashed = El comentario está en la papelera
act-deleted = El comentario se eliminó
act-rejected = El cambio se rechazó
act-rejected-text = El texto anterior sigue publicado.
act-decided-by = Lo decidió { $login } el { $time } (UTC).
act-decided-otherwise = No lo decidió ningún moderador.
act-ended-text = Este enlace tiene más de { $days } días, o usted ya no modera este sitio, o su dirección de correo cambió. Si el comentario sigue en espera, está en la cola.
act-off-done = Los correos están desactivados
act-off-done-text = Ya no recibe correos sobre comentarios en espera de { $site }.
act-email = ¿Confirmar esta dirección de correo?
act-email-text = Los correos sobre comentarios en espera para la cuenta { $login } llegarán a { $email }.
act-email-button = Confirmar
act-email-done = La dirección de correo está confirmada
act-email-done-text = Los correos sobre comentarios en espera llegan ahora a { $email }.
act-email-ended = Esta dirección se confirmó o se descartó, se escribió otra, o el enlace tiene más de { $days } días. Su cuenta en la página de moderación muestra qué dirección espera.

## Mails

mail-sign-in-subject = Su código para { $site }: { $code }
mail-sign-in-body =
    Alguien, probablemente usted, quiere confirmar esta dirección de correo para comentar en { $site }.

    Escriba este código donde lo pidió:

        { $code }

    O abra este enlace en el mismo dispositivo:

        { $link }

    El código y el enlace sirven una sola vez y durante 15 minutos.

    Si usted no lo pidió, ignore este mensaje. No pasará nada, y sin el código nadie puede iniciar
    sesión.
mail-confirm-subject = Confirme su dirección de correo para { $server }
mail-confirm-body =
    Esta dirección de correo se escribió para la cuenta de moderación { $login } en { $server }, para recibir correos sobre comentarios en espera.

    Si fue usted, abra este enlace y confírmela:

        { $link }

    El enlace sirve una sola vez y durante { $days } días.

    Si no fue usted, ignore este mensaje. No recibirá más correos.
mail-change-subject = Otra dirección de correo para su cuenta en { $server }
mail-change-body =
    Se escribió otra dirección de correo para la cuenta de moderación { $login } en { $server }. Cuando se confirme, los correos sobre comentarios en espera llegarán allí.

    Si no fue usted ni un propietario, descártela y cambie su contraseña aquí:

        { $link }

## The pages for bans, sites, accounts and keys

mod-save = Guardar
mod-saved = Guardado.
mod-add = Añadir
mod-added = Añadido.
mod-remove = Eliminar
mod-removed = Eliminado.
mod-refresh = Actualizar
mod-added-by = Añadido por { $login }, { $time }
mod-line-error = Línea { $line }: { $error }
mod-site = Sitio
mod-bans = Bloqueos
mod-bans-empty = No hay bloqueos.
mod-ban-new = Añadir un bloqueo
mod-ban-of = Bloquear al autor del comentario de { $name }
mod-ban-kind = Tipo
mod-kind-person = Persona con sesión iniciada
mod-kind-email = Dirección de correo
mod-kind-domain = Dominio de correo
mod-kind-network = Dirección IP o red
mod-ban-subject = A quién se bloquea
mod-ban-subject-hint = Por ejemplo eve@example.org, example.org con sus subdominios, 203.0.113.7 o 203.0.113.0/24. Para bloquear a una persona con sesión iniciada, empiece por un comentario.
mod-ban-until = Fin (UTC)
mod-ban-until-hint = Déjelo vacío para un bloqueo permanente.
mod-ban-note = Nota
mod-ban-note-hint = Solo la ven los moderadores.
mod-ban-shadow = No avisar al autor
mod-ban-shadow-hint = Los comentarios nuevos se aceptan y se ocultan en lugar de rechazarse.
mod-ban-shadow-tag = sin avisar al autor
mod-ban-also = Comentarios existentes
mod-ban-also-none = Dejarlos como están
mod-ban-button = Bloquear
mod-ban-exists = Este bloqueo ya existe.
mod-ban-ends = hasta { $time }
mod-ban-permanent = permanente
mod-ban-added = El bloqueo está en vigor.
mod-ban-moved = Comentarios existentes movidos: { $what }.
mod-ban-moving = Se están moviendo los comentarios existentes: { $done } de { $what } hasta ahora.
mod-ban-lift = Levantar el bloqueo
mod-ban-lifted = El bloqueo ha terminado.
mod-sites-empty = No tiene sitios. Un propietario puede asignarle alguno.
mod-site-new = Añadir un sitio
mod-site-change = Nombre y orígenes
mod-site-name = Nombre
mod-site-slug = Nombre corto
mod-site-slug-hint = Letras minúsculas, cifras y guiones. Forma parte de las URL y no se puede cambiar después.
mod-site-origins = Orígenes
mod-site-origins-hint = Uno por línea, por ejemplo https://blog.example. Solo las páginas de estos orígenes pueden mostrar los comentarios y el formulario. Para vistas previas, un asterisco sustituye una parte del nombre: https://*.preview.blog.example.
mod-site-remove = Eliminar { $name }
mod-site-remove-text = El sitio se elimina con todos sus comentarios, hilos, bloqueos, notas, su registro y sus ajustes. No se puede deshacer.
mod-site-confirm = Para confirmar, escriba { $slug }
mod-site-confirm-wrong = Escriba { $slug } para eliminar el sitio.
mod-flood = Avalancha de comentarios desde { $time }: nivel de protección { $step } de 3.
mod-policy = Ajustes
mod-policy-of = Ajustes de { $name }
mod-policy-owners = Solo los propietarios pueden cambiar estos ajustes.
mod-policy-conflict = Otro propietario lo cambió entretanto a: { $value }. Guarde otra vez para sustituirlo.
mod-part-moderation = Moderación y palabras
mod-part-people = Quién puede comentar
mod-part-comments = Comentarios y formularios
mod-part-limits = Límites y conservación
mod-policy-moderation = Qué espera a un moderador
mod-mode-all = Todos los comentarios
mod-mode-first = Comentarios de autores sin ningún comentario aprobado
mod-mode-suspect = Solo lo que las comprobaciones consideran sospechoso
mod-mode-none = Nada; el spam va igualmente a la carpeta de spam
mod-policy-banned-words = Palabras prohibidas: el comentario se rechaza
mod-policy-suspect-words = Palabras sospechosas: el comentario espera a un moderador
mod-policy-words-hint = Una palabra por línea, como máximo 1.000. Cuentan palabras enteras, en mayúsculas o minúsculas.
mod-policy-links-max = Enlaces sin esperar
mod-policy-guests = Los invitados pueden comentar sin iniciar sesión
mod-policy-guest-name = Nombre de los invitados
mod-policy-guest-email = Dirección de correo de los invitados
mod-policy-guest-website = Sitio web de los invitados
mod-rule-required = Obligatorio
mod-rule-optional = Opcional
mod-rule-hidden = No se pide
mod-policy-email-sign-in = Los lectores pueden iniciar sesión por correo
mod-policy-all-providers = Ofrecer todos los servicios de inicio de sesión de este servidor
mod-policy-providers = Si no, solo estos
mod-policy-text-min = Comentario más corto, en caracteres
mod-policy-text-max = Comentario más largo, en caracteres
mod-policy-depth-max = Niveles de respuestas
mod-policy-close-after = Los hilos se cierran tras, en días
mod-policy-close-after-hint = Desde el primer comentario. Déjelo vacío para mantener los hilos abiertos.
mod-policy-edit-window = Tiempo para editar o eliminar el propio comentario, en segundos
mod-policy-edit-window-hint = 900 son 15 minutos; 0 es nunca.
mod-policy-edits = Mientras espera la edición de un comentario publicado
mod-edits-keep = Mostrar el texto publicado
mod-edits-hide = No mostrar nada del comentario
mod-policy-language = Idioma de páginas, mensajes y correos para los lectores
mod-language-name = Español
mod-policy-privacy = Página sobre privacidad
mod-policy-privacy-hint = Cada formulario enlaza a esta URL. Déjelo vacío para ningún enlace.
mod-policy-limits = Límites de publicación, en porcentaje de los incorporados
mod-policy-limits-hint = 50 los reduce a la mitad, 200 los duplica.
mod-policy-ham-lost = Comentarios auténticos que pueden ir a la carpeta de spam, de 1.000
mod-policy-spam-published = Spam que puede publicarse, de 100
mod-policy-pending-max = Máximo de comentarios en espera
mod-policy-pending-hint = Por encima, lo más probablemente spam va a la carpeta de spam, pero nunca los comentarios de autores verificados.
mod-policy-pending-network = Máximo en espera de una misma red
mod-policy-spam-days = Días hasta que se elimina el spam
mod-policy-trash-days = Días hasta que se vacía la papelera
mod-policy-days-hint = 0 es nunca.
mod-preview = Vista previa
mod-preview-title = Con estos ajustes, de los últimos { $count } comentarios de lectores
mod-preview-held = habrían esperado a un moderador: { $count }
mod-preview-refused = se habrían rechazado: { $count }
mod-preview-filed = habrían ido a la carpeta de spam: { $count }
mod-preview-published = se habrían publicado enseguida: { $count }
mod-preview-cut = Solo figuran los más recientes.
mod-preview-unsaved = Aún no se ha guardado nada.
mod-people = Cuentas
mod-person-new = Añadir un moderador
mod-person-self = usted
mod-person-no-sites = ningún sitio
mod-person-sites = Sitios de un moderador
mod-person-remove = Eliminar { $login }
mod-person-remove-text = La cuenta se elimina. Sus sesiones y claves de API terminan enseguida. Los comentarios publicados y el registro permanecen.
mod-account = Cuenta { $login }
mod-profile = Nombre, función y sitios
mod-profile-owners = Solo los propietarios pueden cambiarlos.
mod-display-name = Nombre visible
mod-display-name-hint = Se muestra junto a los comentarios de este moderador. Sin él, los lectores ven el nombre del sitio.
mod-login-hint = Letras, cifras, puntos, guiones bajos y guiones. Los lectores nunca lo ven.
mod-role = Función
mod-role-owner = Propietario
mod-role-moderator = Moderador
mod-role-hint = Los propietarios pueden hacerlo todo en todos los sitios; los moderadores moderan los sitios elegidos abajo.
mod-email-hint = Para correos sobre comentarios en espera. Déjelo vacío para no recibir ninguno.
mod-email-refused = El servidor de correo rechazó esta dirección, por eso no se envían correos. Corríjala o guárdela otra vez cuando funcione.
mod-email-waits = { $email } espera su confirmación: abra el enlace del correo que se envió allí.
mod-email-in-use = Hasta entonces los correos llegan a { $email }.
mod-email-no-use = Hasta entonces no se envían correos.
mod-email-send-again = Enviar el correo otra vez
mod-email-sent = El correo se envió otra vez.
mod-email-drop = Descartar esta dirección
mod-email-dropped = La nueva dirección de correo está descartada.
mod-already-gone = Ya no existe: se había eliminado antes.
mod-unsent = Este texto aún no se ha enviado. Envíelo o cancélelo primero.
mod-email-none-waits = Ninguna dirección de correo espera confirmación.
mod-email-no-mail = Este servidor no envía correos, por eso no se puede confirmar una dirección. Pregunte al operador del servidor.
mod-notices = Correos sobre comentarios en espera
mod-notice-mode = Correos sobre { $site }
mod-notice-off = Ninguno
mod-notice-each = Por cada comentario, enseguida
mod-notice-hourly = Como máximo uno por hora
mod-notice-daily = Como máximo uno al día
mod-notice-more-than = Como máximo uno al día, cuando esperan más que el número de abajo
mod-notice-number = Cuántos pueden esperar en { $site } sin correo
mod-password-change = Cambiar la contraseña
mod-password-hint = Al menos 15 caracteres que no sean fáciles de adivinar.
mod-password-ends = Esto termina todas sus demás sesiones.
mod-password-reset = Esto termina todas las sesiones de la cuenta y quita su dirección de correo, porque otra persona puede haber tenido acceso.
mod-password-set = La contraseña se ha cambiado.
mod-current-password = Contraseña actual
mod-current-password-wrong = Esta no es su contraseña actual.
mod-new-password = Contraseña nueva
mod-api-keys = Claves de API
mod-next-entries = Entradas siguientes
mod-keys-empty = No hay claves de API.
mod-key-new = Crear una clave
mod-key-label = Etiqueta
mod-key-label-hint = Para qué es la clave, por ejemplo un programa.
mod-key-may = Qué puede hacer la clave
mod-key-all = Todo lo que puede hacer usted
mod-key-feed = Leer el canal de { $site }
mod-key-created = Clave para { $label }
mod-key-once = Cópiela ahora: solo se muestra esta vez.
mod-key-used = último uso { $time }
mod-key-unused = nunca usada
mod-key-revoke = Revocar
mod-key-revoked = La clave está revocada.
policy-range = Debe estar entre { $low } y { $high }.
policy-words-many = Como máximo { $max } palabras (ahora { $count }). Quite algunas.
policy-word-length = Una palabra tiene de 1 a { $max } caracteres (ahora { $count }).

## Refusals of the moderators’ pages and their API

missing-site = Este sitio no existe, o usted no puede verlo.
missing-moderator = Esta cuenta no existe, o usted no puede verla.
missing-ban = Este bloqueo no existe, o usted no puede verlo.
missing-key = Esta clave no existe, o usted no puede verla.
missing-batch = Esta decisión no existe, o usted no puede verla.
missing-thread = Esta página no tiene comentarios, o usted no puede verla.
missing-comment = Este comentario no existe, o usted no puede verlo.
missing-note = Esta nota no existe, o usted no puede verla.
missing-file = Este archivo no existe, o usted no puede verlo.
site-exists = Ya existe un sitio con este nombre corto.
site-unknown = No hay ningún sitio con este nombre corto.
slug-empty = Escriba un nombre corto para el sitio.
slug-characters = El nombre corto de un sitio solo puede tener a–z, 0–9 y guiones.
slug-too-long = El nombre corto de un sitio puede tener como máximo { $max } caracteres; tiene { $count }.
login-empty = Escriba un usuario.
login-characters = Un usuario solo puede tener a–z, 0–9, puntos, guiones bajos y guiones.
login-too-short = Un usuario debe tener al menos { $min } caracteres.
login-too-long = Un usuario puede tener como máximo { $max } caracteres; tiene { $count }.
password-too-short = La contraseña debe tener al menos { $min } caracteres. Unas cuantas palabras sin relación funcionan bien.
password-too-long = La contraseña puede tener como máximo { $max } bytes.
password-too-common = La contraseña es demasiado fácil de adivinar. Use unas cuantas palabras sin relación.
moderator-name-taken = Otra cuenta tiene este nombre visible o uno parecido. Elija otro.
moderator-exists = Ya existe una cuenta con este usuario.
moderator-last-owner = No se puede quitar ni degradar al último propietario. Haga propietario antes a otro moderador.
key-label-invalid = La etiqueta debe tener de 1 a 100 caracteres, sin caracteres de control.
setup-over = El token de instalación es incorrecto, caducó o ya se usó. Reinicie el servidor para obtener uno nuevo.
ban-person = Debe ser el id de una persona (un UUID).
ban-domain = Debe ser un dominio, por ejemplo spam.example.
ban-network = Debe ser una dirección IP o una red, por ejemplo 203.0.113.0/24.
ban-network-large = La red es demasiado grande: el prefijo más corto permitido es { $prefix }.
ban-until-past = Debe estar en el futuro. Déjelo vacío para un bloqueo permanente.
filter-network = Debe ser una red IPv4 /24 o IPv6 /48, o una dirección IP de ella.
filter-from-after = Debe ser anterior al final del periodo.
pinned-invalid = Debe ser el id de un comentario aprobado de esta página que no sea una respuesta.
origin-empty = Escriba el origen del sitio, por ejemplo https://example.org.
origin-invalid = Un origen es un esquema, un host y, si hace falta, un puerto, por ejemplo https://example.org.
origin-wildcard = Un origen con comodín debe empezar por https://*. y no tener otro asterisco, por ejemplo https://*.blog.pages.dev.
origin-public-suffix = Cualquiera puede tener hosts bajo este dominio. Añada el nombre de su proyecto, por ejemplo https://*.blog.pages.dev.
origins-exact = Un sitio necesita un origen sin comodín, por ejemplo https://blog.example: allí se redirige a los lectores.
origins-too-many = Un sitio tiene como máximo { $max } orígenes; hay { $count }.
policy-providers = Como máximo 100 ids de proveedores, por ejemplo github.
notice-number-required = Escriba cuántos comentarios pueden esperar sin correo.
notice-number-extra = Un número solo corresponde a los correos cuando esperan más. Déjelo vacío.
batch-running = Esto sigue en curso ({ $done } de { $total } comentarios). Deshágalo cuando haya terminado.
api-key-only-session = Una clave de API no puede hacer esto. Inicie sesión con su contraseña.
