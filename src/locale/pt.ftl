# Texts for readers in Portuguese.

## Titles of problems, by code

title-malformed = Solicitação ilegível
title-wrong_host = Nome de servidor incorreto
title-unauthorized = Credencial ausente ou inválida
title-wrong_password = Usuário ou senha incorretos
title-wrong_code = Código incorreto
title-forbidden = Não permitido
title-thread_closed = Os comentários estão fechados
title-identity_required = Faça login para comentar
title-banned = Não é possível comentar
title-edit_window_over = O prazo para alterações terminou
title-not_found = Não encontrado
title-method_not_allowed = Método não permitido
title-not_acceptable = Nenhum formato adequado
title-timeout = A solicitação demorou demais
title-conflict = Alterado nesse meio-tempo
title-duplicate = Já publicado
title-exists = Já existe
title-in_progress = Ainda em andamento
title-too_large = Grande demais
title-uri_too_long = URL longa demais
title-unsupported_media_type = Tipo de mídia não suportado
title-invalid = Alguns campos são inválidos
title-idempotency_mismatch = Chave usada em outra solicitação
title-too_fast = Rápido demais
title-flooded = Fechado temporariamente para visitantes
title-headers_too_large = Cabeçalhos grandes demais
title-internal = Erro interno
title-unavailable = Indisponível no momento
title-too_slow = A pesquisa demorou demais
title-outcome_unknown = Não se sabe se isto foi salvo

## Details of problems, by code: what happened and what to do

problem-malformed = Não foi possível ler a solicitação. Envie-a novamente.
problem-wrong_host = Este servidor não atende por esse nome.
problem-unauthorized = Você não fez login ou sua sessão terminou. Faça login novamente.
problem-wrong_password = Usuário ou senha incorretos.
problem-wrong_code = O código está errado, já foi usado, tem mais de 15 minutos ou excedeu o número de tentativas. Peça um novo.
problem-forbidden = Você não pode fazer isso.
problem-thread_closed = Os comentários desta página estão fechados.
problem-thread-locked = Os comentários desta página estão bloqueados e já não podem ser editados.
problem-identity_required = Este site só aceita comentários de quem fez login. Faça login e envie seu comentário novamente.
problem-banned = Seu comentário não pode ser aceito.
problem-edit_window_over = O prazo para alterar este comentário terminou.
problem-not_found = Não há nada aqui, ou nada que você possa ver.
problem-method_not_allowed = Esta URL não aceita este método.
problem-not_acceptable = Nenhum dos formatos solicitados está disponível aqui.
problem-timeout = O que você enviou não chegou a tempo. Envie novamente.
problem-conflict = Isto foi alterado nesse meio-tempo. Recarregue e depois decida.
problem-duplicate = Você já publicou este texto aqui. Não é preciso enviá-lo novamente.
problem-exists = Já existe uma entrada com este nome.
problem-in_progress = A mesma solicitação ainda está em andamento. Tente novamente daqui a pouco.
problem-too_large = O que você enviou é maior do que este servidor aceita. Encurte seu texto e envie-o novamente.
problem-uri_too_long = A URL da solicitação é longa demais.
problem-unsupported_media_type = O formulário foi enviado em um formato que este servidor não aceita.
problem-invalid = Corrija os campos marcados.
problem-invalid-fields = Corrija: { $fields }.
problem-idempotency_mismatch = Esta chave já foi usada em outra solicitação.
problem-too_fast = Muitas solicitações. Tente novamente em { wait-time }.
problem-flooded = Este site está recebendo muito mais comentários do que o normal e, por isso, não aceita os de quem não fez login. Faça login ou envie o seu novamente em { wait-time }.
problem-headers_too_large = Os cabeçalhos da solicitação são grandes demais.
problem-internal = Algo deu errado do nosso lado. Tente novamente mais tarde.
problem-unavailable = Isto está temporariamente indisponível. Tente novamente em breve.
problem-too_slow = Isto demorou mais de 5 segundos e foi interrompido. Restrinja a pesquisa: escolha um site, um status, uma página ou menos dias.
problem-outcome_unknown = Não se sabe se isto foi salvo. Confira a página antes de enviar novamente.

problem-no-site = Este site não existe aqui. A página que contém este formulário indica o site errado; quem a mantém pode corrigir isso.
problem-no-parent = O comentário ao qual você respondeu não existe mais. Publique o seu como um novo comentário ou responda a outro.
problem-no-comment = Este comentário não existe ou você não pode vê-lo.
problem-comment-gone = Este comentário foi excluído.
problem-no-provider = Esta forma de login não é oferecida aqui.
problem-no-mail-sign-in = O login por e-mail não é oferecido aqui.
problem-form-broken = O formulário foi danificado no caminho: contém um sinal de porcentagem incorreto ou uma parte que não pode ser lida.
problem-form-many-fields = O formulário tem mais de { $max } campos.
problem-own-page-only = Este formulário só pode ser enviado a partir das páginas deste servidor. Abra a página e tente novamente.
problem-signed-out = Você saiu da sua conta ou fez login em outro site. Faça login novamente; nada do que você escreveu se perdeu.
problem-no-edit-token = Só quem escreveu o comentário pode fazer isso. Envie o token de edição do comentário ou faça login.
problem-wrong-edit-token = Este token de edição não pertence a este comentário.
problem-right-ended = Sua permissão para publicar aqui pela moderação acabou de terminar. Envie novamente como um comentário comum.
problem-published-by-moderator = Este comentário foi publicado pela moderação. Altere-o com o token ou a sessão vinculada de quem o publicou, ou exclua-o.
problem-handover = O código está errado, já foi usado, tem mais de um minuto ou foi criado para outra página. Faça login novamente.

wait-time = { $unit ->
    [hour] { $wait ->
        [one] { $wait } hora
        [many] { $wait } de horas
       *[other] { $wait } horas
    }
    [minute] { $wait ->
        [one] { $wait } minuto
        [many] { $wait } de minutos
       *[other] { $wait } minutos
    }
   *[second] { $wait ->
        [one] { $wait } segundo
        [many] { $wait } de segundos
       *[other] { $wait } segundos
    }
}

## Exceeded limits, by limit

limit-comments = Você enviou vários comentários em pouco tempo. Espere { wait-time } e envie este novamente.
limit-network = Muitos comentários estão vindo da sua rede. Espere { wait-time } e envie o seu novamente.
limit-site = Muitos comentários estão sendo enviados neste momento. Espere { wait-time } e envie o seu novamente.
limit-mail = Muitos códigos foram pedidos. Tente novamente em { wait-time }.
limit-sign-in = Muitas tentativas de login. Tente novamente em { wait-time }.
limit-my-data = Você pediu isto várias vezes em pouco tempo. Tente novamente em { wait-time }.
limit-reading = Muitas solicitações. Tente novamente em { wait-time }.

## Names of fields

label-text = comentário
label-name = nome
label-email = e-mail
label-website = site
label-page = página
label-parent_id = comentário respondido
label-code = código

## What is wrong with a field

field-required = Este campo é obrigatório.
field-type-text = Deve ser um texto.
field-type-boolean = Deve ser true ou false.
field-type-integer = Deve ser um número inteiro.
field-type-number = Deve ser um número.
field-type-list = Deve ser uma lista.
field-type-object = Deve ser um objeto.
field-unknown = Campo desconhecido. Campos conhecidos: { $known }.
field-unknown-none = Campo desconhecido; nenhum campo é aceito aqui.
field-id = Este não é um identificador válido.
field-time = Deve ser uma data e hora, por exemplo 2026-11-24T05:10:23Z.
field-one-of = Deve ser um destes valores: { $choices }.
field-too-short = Deve ter no mínimo { $min ->
    [one] { $min } caractere
    [many] { $min } de caracteres
   *[other] { $min } caracteres
}.
field-too-long = Deve ter no máximo { $max ->
    [one] { $max } caractere
    [many] { $max } de caracteres
   *[other] { $max } caracteres
} (recebidos: { $count }).
field-too-few = Deve ter no mínimo { $min ->
    [one] { $min } item
    [many] { $min } de itens
   *[other] { $min } itens
}.
field-too-many = Deve ter no máximo { $max ->
    [one] { $max } item
    [many] { $max } de itens
   *[other] { $max } itens
} (recebidos: { $count }).
field-too-small = Deve ser no mínimo { $min }.
field-too-large = Deve ser no máximo { $max }.
field-twice = O mesmo item aparece duas vezes.
field-nul = Não pode conter o caractere U+0000, que não pode ser salvo.
field-parameter = Este parâmetro é obrigatório.
parameter-too-short = Deve ter no mínimo { $min ->
    [one] { $min } caractere
    [many] { $min } de caracteres
   *[other] { $min } caracteres
}.
parameter-too-long = Deve ter no máximo { $max ->
    [one] { $max } caractere
    [many] { $max } de caracteres
   *[other] { $max } caracteres
}.
parameter-too-many = Deve ter no máximo { $max ->
    [one] { $max } item
    [many] { $max } de itens
   *[other] { $max } itens
}.
parameter-integer = Deve ser um número inteiro dentro dos limites.
parameter-other = Este valor não é um dos valores aceitos.
field-body-object = O corpo deve ser um objeto.
field-shape = O corpo não tem a forma documentada.

text-empty = Escreva alguma coisa.
text-too-short = Um comentário precisa de pelo menos { $min ->
    [one] { $min } caractere
    [many] { $min } de caracteres
   *[other] { $min } caracteres
}; este tem { $count }. Escreva um pouco mais.
text-too-long = Um comentário pode ter no máximo { $max } caracteres; este tem { $count }. Encurte-o.
text-too-many-bytes = Um comentário pode ter no máximo { $max } bytes; este tem { $count }. Encurte-o.
text-too-many-lines = Um texto pode ter no máximo { $max } linhas. Remova algumas quebras de linha.
text-too-many-marks = Há mais de { $max } acentos em uma só letra. Remova alguns.
text-banned-word = Este site não aceita comentários com “{ $word }”.
text-shows-nothing = Isto apareceria como um comentário vazio, porque contém apenas Markdown. Escreva alguma coisa ou coloque uma barra invertida antes do primeiro caractere.
page-missing = Indique a qual página isto se refere.
page-placeholder = O modelo desta página não foi preenchido, por isso o comentário não tem página. Quem mantém a página pode corrigir isso; aqui entra o caminho da página, como em /2026/meu-post.
page-control = A chave desta página contém um caractere invisível, por isso o comentário não tem página. Quem mantém a página pode corrigir isso.
page-too-long = A chave de uma página pode ter no máximo { $max } bytes; esta tem { $count }. Quem mantém a página pode encurtá-la.

name-empty = Digite um nome.
name-too-long = Um nome pode ter no máximo { $max } caracteres; este tem { $count }. Encurte-o.
name-reserved = Este nome pertence ao site. Escolha outro.
title-empty = Digite um título.
title-too-long = Um título pode ter no máximo { $max } caracteres; este tem { $count }.

email-empty = Digite um endereço de e-mail.
email-too-long = Um endereço de e-mail pode ter no máximo { $max } caracteres; este tem { $count }. Verifique se há erros de digitação.
email-local-too-long = A parte antes do @ pode ter no máximo { $max } caracteres; esta tem { $count }. Verifique se há erros de digitação.
email-control = Há uma tabulação ou uma quebra de linha no endereço de e-mail. Remova-a.
email-no-at = Um endereço de e-mail contém um @, como em nome@example.org.
email-many-at = Um endereço de e-mail tem apenas um @. Digite um único endereço.
email-no-local = Não há nada antes do @. Digite o endereço completo.
email-not-ascii = Antes do @ só são possíveis letras simples, sem acentos.
email-blank = Não pode haver espaço antes do @. Digite apenas o endereço, como em nome@example.org.
email-character = Não pode haver “{ $character }” antes do @. Digite apenas o endereço, como em nome@example.org.
email-dot = Há um ponto no lugar errado antes do @.
email-encoded = Esta é uma palavra codificada, não um endereço de e-mail. Digite o próprio endereço.
email-domain = O que vem depois do @ não é um domínio como example.org. Verifique se há erros de digitação.
email-not-proved = Confirme primeiro este endereço de e-mail: vincule-o acima.

website-empty = Digite a URL de um site.
website-too-long = A URL de um site pode ter no máximo { $max } bytes; esta tem { $count }. Encurte-a.
website-invalid = Esta não é a URL de um site. Escreva-a como em https://example.org.
website-control = Há um caractere invisível na URL. Digite-a em vez de colá-la.
website-blank = A URL de um site não contém espaços.
website-userinfo = Aqui, a URL de um site não pode conter nome nem senha. Remova o que está antes do @.
website-host = Esta não é a URL de um site. Verifique o nome do servidor.

## Warnings: fields that were repaired or ignored

warning-unknown = Este campo não existe; foi ignorado.
warning-repeated = O formulário envia este campo mais de uma vez; vale o primeiro valor.
warning-file = Este servidor não aceita arquivos; o campo foi ignorado.
warning-ignored = { $fault } O valor foi ignorado.
warning-page = Isto não indica nenhuma página; o comentário pertence à página de onde o formulário foi enviado.
warning-parent = Este não é o identificador de um comentário; o comentário não é uma resposta.
warning-origin-moved = Isto não está em uma origem do site; foi transferido para { $origin }.
warning-origin-ignored = Isto não está em uma origem do site; foi ignorado. Origens do site: { $origins }.
warning-url-page = Esta URL indica uma página diferente de `page`; ela não conta para a conversa.
warning-subscribe = Este servidor não envia e-mails sobre respostas; o campo foi ignorado.
warning-signed-in = Quem escreveu o comentário fez login; o campo foi ignorado.
warning-not-asked = Este site não pede este dado; o campo foi ignorado.
warning-token = Este token não pertence a este formulário; o comentário foi tratado como um comentário sem token.
warning-solution = Esta não é a solução de um desafio do formulário; foi ignorada.

author-not-asked = Você fez login; omita este dado ou saia da conta primeiro.

## The answer to a comment

posted-approved = Agradecemos seu comentário. Ele foi publicado.
posted-pending = Agradecemos seu comentário. Ele aguarda moderação.
notice-pending = Agradecemos seu comentário. Ele aguarda moderação e aparecerá aqui assim que for aprovado.

## The form

reply-heading = Deixe um comentário
reply-heading-to = Deixe uma resposta para { $name }
reply-cancel = Cancelar resposta
reply-required = (obrigatório)
reply-text = Comentário
reply-name = Nome
reply-email = E-mail (nunca é exibido)
reply-website = Site
reply-honeypot = Deixe este campo vazio
reply-button = Publicar comentário
reply-closed = Os comentários estão fechados.
reply-locked = Os comentários estão bloqueados: sem novos comentários nem alterações.
reply-details = Preencha seus dados abaixo ou clique em um ícone para fazer login:
reply-another-account = Clique em um ícone para fazer login com outra conta:
reply-account = { $kind ->
    [email] Você está comentando com seu endereço de e-mail como { $name }.
   *[other] Você está comentando com sua conta { $provider } como { $name }.
}
reply-log-out = Sair
reply-change = Alterar
reply-by-email = E-mail

refused-nothing-lost = Nada do que você escreveu se perdeu: tudo ainda está no formulário.
refused-your-text = Seu texto
refused-copy = Seu comentário não foi publicado. Aqui está seu texto, para que você possa copiá-lo:
refused-too-large-to-show = O que você enviou não foi salvo e é grande demais para ser exibido aqui. Volte no navegador: seu texto ainda deve estar no formulário.
refused-no-text = Volte no navegador e tente novamente.
refused-back = Voltar para a página

## The comments of a page

thread-count = { $count ->
    [one] { $count } comentário
    [many] { $count } de comentários
   *[other] { $count } comentários
}
thread-empty = Ainda não há comentários.
thread-removed = Este comentário foi removido.
thread-nameless = Pessoa anônima
thread-edited = editado
thread-reply = Responder
thread-reply-to = Responder para { $name }
thread-more = Mais comentários

## The script of the form

script-unreachable = O servidor não responde. Seu texto ainda está aqui.
script-keep = mantenha esta
script-or = Clique em um ícone para fazer login com outra conta, ou { $keep }:
script-connecting = Conectando a { $provider }…
script-here = Fazer login nesta página
script-cancel = Cancelar
script-cancelled = Você não fez login.
script-failed = Isso não funcionou. Você não fez login.

## Signing in

sign-in-heading = Acessar { $site }
sign-in-asked = Você está prestes a acessar { $site } com sua conta { $provider } e depois irá para { $back }. Se não era essa a sua intenção, feche esta página.
sign-in-continue = Continuar em { $provider }
sign-in-connecting = Conectando a { $provider }…
sign-in-wait = Seu navegador mostrará a página em um instante.
sign-in-done = Login concluído
sign-in-window = Esta janela fecha sozinha. Se ela não fechar, volte para { $site }.
sign-in-back = Voltar para { $site }
sign-in-mail-asked = Você confirmou que { $email } é seu endereço de e-mail. Você irá para { $back }. Se você não pediu isto, feche esta página.
sign-in-button = Fazer login
sign-in-this-server = este servidor
sign-in-the-provider = O provedor
sign-in-mail = E-mail
sign-in-data-deleted = Seus dados foram excluídos
sign-in-data-deleted-text = Em { $day }, { $provider } solicitou a exclusão dos dados sobre sua conta. Eles foram excluídos antes que { $provider } recebesse a resposta.

sign-in-text-kept = Seu texto ainda está no formulário.
sign-in-cancelled = Você não fez login com { $provider }
sign-in-cancelled-text = Você pode tentar novamente ou escolher outra forma.
sign-in-not-offered = { $provider } não é uma opção aqui
sign-in-not-offered-text = Escolha outra forma de fazer login.
sign-in-no-answer = { $provider } não respondeu
sign-in-no-answer-text = Tente novamente mais tarde ou escolha outra forma.
sign-in-untrusted = { $provider } deu uma resposta em que não se pode confiar
sign-in-untrusted-text = Você não fez login. Tente novamente ou escolha outra forma.
sign-in-misconfigured = { $provider } não aceita este servidor
sign-in-misconfigured-text = Quem opera este servidor pode ver o motivo no log. Escolha outra forma.
sign-in-ended = Este login foi encerrado
sign-in-ended-text = Ele foi iniciado em outro navegador ou há tempo demais, ou já foi usado. Volte e comece novamente.
sign-in-unreadable = { $provider } enviou uma resposta que não pode ser lida
sign-in-unreadable-text = Volte e comece novamente ou escolha outra forma.
sign-in-taken = Esta conta pertence a outra pessoa aqui
sign-in-taken-text = Sua conta { $provider } já está vinculada a outra pessoa aqui. Faça login com ela e desvincule-a lá primeiro.
sign-in-unavailable = Indisponível no momento
sign-in-unavailable-text = Tente novamente daqui a pouco.

sign-in-challenge-needed = Envie o challenge do formulário; só as páginas deste servidor podem omiti-lo.
sign-in-challenge = Envie SHA-256 em base64url sem preenchimento: 43 caracteres.
sign-in-verifier-length = Deve ter de 43 a 128 caracteres (recebidos: { $got }). Envie o verifier cujo SHA-256 era o challenge.
sign-in-verifier-characters = Só são permitidos A–Z, a–z, 0–9, hífen, ponto, sublinhado e til (RFC 7636, seção 4.1).
sign-in-return-to = Deve ser uma URL em { $origins }, sem outra URL em seu caminho.
sign-in-page = Deve ser uma URL em uma origem do site, sem outra URL em seu caminho.

mail-announced = Se este endereço puder receber e-mails, um código está a caminho. Ele vale por 15 minutos.
mail-announced-to = Se { $email } puder receber e-mails, um código está a caminho. Ele vale por 15 minutos.
mail-wrong-code = Este não é o código, ou ele tem mais de 15 minutos, ou excedeu o número de tentativas.
mail-attempt = Este não é um valor válido para `attempt`. Envie-o exatamente como o recebeu ou omita-o.

## A commenter's own page

me-title = Seus comentários e seus dados
me-intro = Faça login para ver e alterar o que este servidor guarda sobre você. Se você comentou sem uma conta, confirme o endereço de e-mail que informou: assim, você controla tudo o que foi escrito com ele.
me-sign-in-with = Fazer login com { $provider }
me-signed-in = { $kind ->
    [email] Você fez login como { $name } com seu endereço de e-mail.
   *[other] Você fez login como { $name } com sua conta { $provider }.
}
me-sign-out = Sair
me-offer = { $count ->
    [one] { $count } comentário foi escrito com { $email } antes que você confirmasse este endereço de e-mail. Qualquer pessoa poderia tê-lo digitado: só assuma o comentário se foi você que o escreveu.
    [many] { $count } de comentários foram escritos com { $email } antes que você confirmasse este endereço de e-mail. Qualquer pessoa poderia tê-lo digitado: só assuma os comentários se foi você que os escreveu.
   *[other] { $count } comentários foram escritos com { $email } antes que você confirmasse este endereço de e-mail. Qualquer pessoa poderia tê-lo digitado: só assuma os comentários se foi você que os escreveu.
}
me-claim = { $count ->
    [one] Assumir o comentário
    [many] Assumir os comentários
   *[other] Assumir os comentários
}
me-profile = Nome e site
me-picture = Sua imagem
me-name = Nome, exibido ao lado dos seus comentários
me-website = Site, exibido com o nome
me-change = Alterar
me-accounts = Contas
me-accounts-text = Com cada uma delas, você é a mesma pessoa aqui.
me-last-used = último uso em { $day }
me-unlink = Desvincular
me-unlink-here = Desvincular e sair aqui
me-link = Vincular uma conta { $provider }
me-sessions = Onde você fez login
me-this-page = Esta página
me-session = { $place }, com { $provider }, último uso em { $day }
me-here = (aqui)
me-end = Encerrar
me-end-others = Encerrar todas as outras
me-data = Seus dados
me-download = Baixar tudo o que está guardado sobre você
me-erase-text = Apagar tudo o que está guardado sobre você, em todos os sites deste servidor. As respostas de outras pessoas permanecem.
me-your-comments = Seus comentários
me-anonymise = Meus comentários permanecem, sem nada que me identifique
me-delete = Meus comentários são excluídos
me-sure = Tenho certeza: isto não pode ser desfeito
me-erase = Apagar meus dados
me-code = O código recebido por e-mail
me-link-this = Vincular este endereço de e-mail
me-link-email = Vincular um endereço de e-mail
me-email = Fazer login com um código por e-mail
me-send-code = Enviar um código para mim

me-moderator = Responder pela moderação
me-moderator-linked = Esta sessão foi vinculada à conta de moderação { $login } (exibida como { $name }) em { $day }. O que você escrever com uma sessão vinculada em um site que você modera será publicado imediatamente com sua função.
me-moderator-end = Encerrar todos os vínculos
me-moderator-more = Vincular as sessões iniciadas desde então
me-moderator-link = Vincular suas sessões à sua conta de moderação
me-moderator-text = Para quem modera um blog neste servidor. Primeiro faça login no blog e depois informe aqui o usuário e a senha da sua conta de moderação: cada sessão listada abaixo fica vinculada até terminar e nunca contém um token de moderação.
me-moderator-login = Usuário da conta de moderação
me-moderator-password = Senha da conta de moderação
me-moderator-button = Vincular minhas sessões
me-moderator-session = vinculada à sua conta de moderação

me-done-profile = Seu nome e seu site foram alterados para os próximos comentários.
me-done-unlinked = A conta foi desvinculada, e as sessões iniciadas com ela foram encerradas.
me-done-ended = A sessão foi encerrada.
me-done-others = Todas as outras sessões foram encerradas.
me-done-linked = Suas sessões estão vinculadas: o que você escrever com elas nos seus sites será publicado imediatamente.
me-done-unlinked-moderator = Nenhuma das suas sessões está mais vinculada a uma conta de moderação.
me-done-adopted = Os comentários agora são seus.
me-done-out = Você saiu da sua conta.
me-done-over = Sua sessão terminou. Faça login novamente.
me-done-erased = Tudo o que estava guardado sobre você foi apagado.
me-last-account = Esta é a última conta que identifica você aqui; sem nenhuma, nada poderia ligar você aos seus comentários. Vincule outra primeiro ou apague tudo.
me-not-linked = Esta conta não está mais vinculada a você.
me-no-session = Esta não é uma das suas sessões.
me-choose = Escolha o que acontece com seus comentários.
me-confirm = Confirme que tem certeza: isto não pode ser desfeito.

## The embedded thread

# The headline above the comments of a page with a title.
thread-heading = { $count ->
    [0] Ainda não há comentários em “{ $title }”
    [one] Um comentário em “{ $title }”
    [many] { $count } de comentários em “{ $title }”
   *[other] { $count } comentários em “{ $title }”
}
# Invites readers to write the first comment of a page.
thread-invite = Ainda não há comentários. O que você acha?
thread-page-title = Comentários em “{ $title }”
thread-oldest = Mais antigos primeiro
thread-newest = Mais recentes primeiro
thread-in-reply-to = em resposta a { $name }
thread-role-moderator = Moderação
# The badge beside the name of the person whose blog it is.
thread-role-owner = Autoria
# The badge of the comment that is shown first.
thread-pinned = Fixado
thread-edit = Editar
thread-edit-own = Editar seu comentário
thread-delete = Excluir
thread-delete-own = Excluir seu comentário
thread-delete-question = Excluir seu comentário? Isto não pode ser desfeito.
thread-cancel = Cancelar
thread-save = Salvar
thread-deleted = Seu comentário foi excluído.
thread-saved = Sua alteração foi salva.
thread-pending = Aguardando moderação. Só você pode ver isto.
thread-edit-pending = Sua alteração aguarda moderação. Até lá, as outras pessoas veem o texto anterior.
thread-in-review = Este comentário foi alterado e aguarda a moderação.
thread-missing = Este comentário não está mais disponível.
thread-earlier = Comentários anteriores
thread-load-failed = Não foi possível carregar os comentários.
thread-retry = Tentar novamente

## The embedded form

form-preview = Visualizar
form-preview-title = Prévia do seu comentário
form-continue = Continuar escrevendo
form-sending = Enviando…
form-format = Você pode usar *ênfase*, **texto forte**, `código`, > citações, listas e links.
form-draft = Seu texto fica salvo neste navegador até você publicá-lo.
form-remember = Salvar meu nome, e-mail e site neste navegador para a próxima vez que eu comentar.
form-offline = Você está sem conexão. Seu texto está salvo aqui. Envie-o quando a conexão voltar.
form-not-sent = Não foi possível enviar seu comentário. Seu texto ainda está aqui.
form-send-again = Enviar novamente
form-now = Agora você pode enviar seu comentário.
# Shown while the browser computes a proof of work.
form-proof = Seu navegador está resolvendo uma pequena tarefa que mantém o spam longe: { $percent }%
form-left = Caracteres restantes: { $count }
form-privacy = Política de privacidade
form-sign-in-needed = Faça login para comentar.
form-sign-in-with = Fazer login com { $provider }
form-email-intro = Digite seu endereço de e-mail. Você receberá um código por e-mail e não precisará de senha.
form-new-code = Enviar um novo código
form-signed-in = Você fez login como { $name }.
form-signed-out = Você saiu da sua conta.

## The comments of a person on their own page

me-comments-title = O que você escreveu
me-comments-empty = Você ainda não escreveu nenhum comentário.
me-comments-more = Comentários mais antigos
me-on-page = em { $page }
me-status-approved = Publicado
me-status-pending = Aguardando moderação
me-change-until = Você pode alterá-lo até { $time }.

## The moderators’ pages

mod-title = Moderação
mod-sign-in = Faça login para moderar
mod-resend-text = Nada foi alterado. O que você digitou continua nesta página: entre em uma nova aba, volte e envie de novo. As senhas precisam ser digitadas outra vez.
mod-login = Usuário
mod-password = Senha
mod-sites = Sites
mod-all-sites = Todos os sites
mod-folders = Pastas
mod-folder-review = Para revisar
mod-folder-probably-spam = Provável spam
mod-folder-approved = Aprovados
mod-folder-spam = Spam
mod-folder-trash = Lixeira
mod-folder-all = Todas as pastas
mod-search = Buscar texto, nome ou e-mail
mod-search-button = Buscar
mod-reason = Motivo
mod-any-reason = Qualquer motivo
mod-order-score = Por pontuação
mod-filter-network = Rede { $network }
mod-filter-email-domain = E-mail em { $domain }
mod-filter-page = Página { $page }
mod-filter-remove = Remover este filtro
mod-filter-reset = Mostrar toda a pasta
mod-empty = Não há comentários aqui.
mod-search-incomplete = Após uma atualização, os comentários antigos ainda estão sendo preparados para a busca. Alguns podem faltar.
mod-overflowed = Movidos para o spam nos últimos sete dias porque a fila estava cheia: { $what }
mod-parts = Partes da lista
mod-next = Próximos comentários
mod-first = Ao início
mod-select = Selecionar o comentário de { $name }
mod-select-all = Selecionar todos nesta página
mod-selected = Comentários selecionados:
mod-approve = Aprovar
mod-spam = Spam
mod-trash = Lixeira
mod-hold = Reter
mod-restore = Devolver à revisão
mod-delete = Excluir definitivamente
mod-undo = Desfazer
mod-context = Contexto
mod-on-page = Na página
mod-done-approve = Aprovado: { $what }.
mod-done-hold = De volta para revisão: { $what }.
mod-done-spam = Spam: { $what }.
mod-done-trash = Na lixeira: { $what }.
mod-done-delete = Excluído definitivamente: { $what }.
mod-done-rejected = Alteração rejeitada: { $what }. O texto anterior continua publicado.
mod-done-undo = Como antes: { $what }.
mod-replied = Sua resposta foi publicada.
mod-skip-conflict = Mudou nesse meio-tempo, nada foi feito: { $what }.
mod-skip-unchanged = Já estava decidido assim: { $what }.
mod-skip-not-found = Não existe mais: { $what }.
mod-skip-erased = Excluído definitivamente, não pode mudar: { $what }.
mod-skip-unavailable = Não feito porque o banco de dados não respondeu: { $what }. Tente de novo.
mod-decision = { $action } por { $login }, { $time }.
mod-record = Outros comentários: { $approved } aprovados, { $spam } spam, { $trash } na lixeira
mod-new-author = Primeiro comentário
mod-verified-email = e-mail verificado
mod-verified-account = com conta { $provider }
mod-unverified = não verificado
mod-title-claimed = título não confirmado
mod-edit-waits = Um comentário publicado foi alterado. Aprovar publica o novo texto; Spam e Lixeira descartam só a alteração.
mod-old-text = Texto publicado
mod-new-text = Novo texto
mod-why = Motivos, pontuação { $score }
mod-holds = retém
mod-all-matching = Decidir sobre todos os correspondentes
mod-all-matching-text = Todos os comentários desta pasta que correspondem à busca e aos filtros, em todas as páginas. Primeiro você verá quantos são.
mod-matching-text = O que mudar a partir de agora não está incluído. Você poderá desfazer depois.
mod-matching-more = São decididos no máximo { $max } comentários por vez. Se houver mais, repita para o restante.
mod-delete-text = O texto e todos os dados do autor serão perdidos. Isso não pode ser desfeito.
mod-back = Voltar à lista
mod-context-title = Comentário de { $name } na conversa
mod-reply-hint = Publicado na hora como { $name }. O comentário é aprovado se ainda não estiver.
mod-history = O que foi decidido
mod-history-empty = Ainda não se decidiu nada sobre este comentário.
mod-failed = Não foi feito: o servidor não respondeu. Tente de novo.
mod-keys = Atalhos do teclado
mod-keys-help = Mostrar os atalhos
mod-key-move = Próximo comentário, anterior
mod-key-select = Selecionar
mod-key-selected = Seleção: aprovar, spam, lixeira
mod-close = Fechar
mod-pages = Páginas de moderação
mod-queue = Fila
mod-dashboard = Painel
mod-range = Período
mod-days = { $days } dias
mod-comments-per-day = Comentários por dia
mod-comments-text = Dias em UTC. Resgatados são comentários que a verificação tomou por spam e alguém aprovou. Cada gráfico tem a sua própria escala.
mod-received = Recebidos
mod-rescued = Resgatados
mod-chart-label = { $name }: { $total } de { $from } a { $to }, no máximo { $max } em { $day }.
mod-chart-empty = { $name }: nenhum de { $from } a { $to }.
mod-as-table = Os números em uma tabela
mod-day = Dia
mod-median = Espera mediana
mod-p90 = 9 de 10 esperaram no máximo
mod-queue-times-text = Os dois primeiros números são de agora. Os tempos são dos comentários decididos neste período: { $count }.
mod-reasons = Acerto dos motivos
mod-reasons-text = Todas as decisões desde o início. A taxa de resgate diz quantos dos comentários tomados por spam foram aprovados: quanto menor, melhor.
mod-reasons-empty = Ainda não se decidiu sobre comentários com motivos.
mod-rescue-rate = Taxa de resgate
mod-accuracy = Acerto
mod-accuracy-unknown = poucas decisões
mod-accuracy-good = bom
mod-accuracy-weak = fraco
mod-accuracy-misleading = enganoso
mod-percent = { $number }%
mod-seconds = { $number } s
mod-minutes = { $number } min
mod-hours = { $number } h
mod-days-short = { $number } d
mod-health = Servidor
mod-health-database = Banco de dados
mod-health-limits = Redis (limites de uso)
mod-health-mail = E-mail
mod-health-checks = Verificações externas
mod-health-working = funciona
mod-health-failing = não funciona
mod-health-not-configured = não configurado
mod-log = Registro
mod-filter-moderator = Por { $login }
mod-filter-comment = Comentário de { $name }
mod-show = Mostrar
mod-status-deleted = Excluído para sempre
mod-log-action = Ação
mod-log-any-action = Qualquer ação
mod-log-empty = Não há entradas.
mod-log-next = Entradas mais antigas
mod-log-gone = Comentário excluído para sempre
mod-log-of-edit = a sua alteração
mod-log-same-comment = Tudo sobre este comentário
mod-log-before = Antes:
mod-log-after = Depois:
mod-log-command-line = Linha de comando
mod-log-edit = Editado pela moderação
mod-log-remove-site = Site removido
mod-log-title = Título de uma página
mod-log-url = URL de uma página
mod-log-state = Conversa aberta ou fechada
mod-log-pin = Comentário fixado
mod-log-move = Conversa movida
mod-log-alias = Outra chave de uma página
mod-thread-open = aberta
mod-thread-closed = fechada
mod-thread-locked = bloqueada
mod-note = Nota
mod-notes = Notas sobre o autor
mod-notes-number = Notas sobre o autor: { $number }
mod-notes-text = Só quem modera este site vê as notas, com cada comentário do autor. Nem os leitores nem o autor as veem.
mod-notes-unknown = O autor é um convidado sem e-mail e não pode ser reconhecido; por isso não pode haver notas.
mod-note-add = Adicionar nota
mod-note-delete = Excluir a nota de { $login }
mod-note-many = Já há { $max } notas sobre este autor. Exclua uma antes.
mod-note-length = Uma nota ou um motivo pode ter no máximo { $max } caracteres; este tem { $count }.
mod-note-controls = Remova os caracteres de controle.
mod-edit-title = Editar o comentário
mod-edit-hint = Os leitores veem que o comentário foi editado. A moderação ainda pode ler o texto anterior.
mod-edit-reason = Motivo, para o registro (opcional)
mod-edit-owners = Só proprietários podem mudar o nome de um autor verificado ou o que outro moderador publicou.
mod-revisions = Versões anteriores
mod-revision = Como { $name }, até { $login } editar, { $time }
mod-ban = Banir
mod-more = Mais
mod-thread = Conversa
mod-thread-state = Esta conversa está { $state }.
mod-thread-state-set = A moderação definiu isso.
mod-thread-state-policy = Segundo as regras do site.
mod-thread-reopen = Abrir
mod-thread-close = Fechar: sem novos comentários
mod-thread-lock = Bloquear: sem novos comentários nem alterações
mod-thread-by-policy = Deixar as regras do site decidirem
mod-thread-title = Título da página
mod-thread-url = URL da página
mod-thread-claim = Afirmado pelo navegador de um autor: { $text }
mod-thread-empty = Um campo vazio deixa valer o que os navegadores afirmam.
mod-pin = Fixar este comentário
mod-unpin = Desafixar o comentário
mod-pin-text = Um comentário fixado aparece primeiro.
mod-thread-move = Mover a conversa
mod-thread-move-to = Chave da outra página
mod-thread-move-text = Todos os comentários de { $page } passam para a outra página, que esta chave passa a indicar. Se lá já houver comentários, as duas conversas viram uma só, o que não pode ser desfeito.
mod-thread-same = Digite a chave de outra página.
mod-thread-origin = Deve estar em uma origem do site: { $origins }.
mod-done-note = A nota foi salva.
mod-done-note-deleted = A nota foi excluída.
mod-done-edit = O comentário foi editado.
mod-done-thread = A conversa foi alterada.
mod-done-moved = A conversa foi movida.
mod-not-replied = Sua resposta ainda não foi publicada. { $why }
mod-replied-before = Este formulário já enviou uma resposta. Envie-o novamente para publicar também esta.

## The reasons of an assessment, by code

reason-learned = Texto segundo o aprendido
reason-learning = Filtro ainda aprendendo
reason-spam_sample = Amostra de spam a confirmar
reason-text_known = O texto já foi spam
reason-text_similar = Texto parecido com spam
reason-domain_spam = Link para domínio de spam
reason-domain_ham = Só links conhecidos e bons
reason-author_approved = Autor já aprovado
reason-author_trusted = Autor aprovado muitas vezes
reason-author_rejected = Comentários do autor foram spam
reason-honeypot = Campo oculto preenchido
reason-answered_at_once = Enviado em menos de 2 segundos
reason-answered_quickly = Enviado em menos de 4 segundos
reason-token_missing = Sem token do formulário
reason-token_stale = Token do formulário expirado
reason-token_used = Token do formulário reutilizado
reason-unvouched = Sem token nem autor verificado
reason-form_irregular = Formulário irregular
reason-proof_missing = Sem prova de trabalho
reason-proof_wrong = Prova de trabalho incorreta
reason-form_alone = Só o formulário é suspeito
reason-network_spam = Spam desta rede
reason-network_burst = Muitos comentários desta rede
reason-text_repeated = Mesmo texto em outras páginas
reason-flood = Mais comentários que o normal
reason-flood_unknown = Desconhecido durante uma enxurrada
reason-queue_full = A fila estava cheia
reason-suspect_word = Palavra suspeita
reason-many_links = Muitos links
reason-limits_degraded = Limites incompletos
reason-akismet_spam = Akismet: spam
reason-akismet_discard = Akismet: spam evidente
reason-akismet_failed = Akismet não respondeu
reason-hook_spam = Seu hook: spam
reason-hook_ham = Seu hook: legítimo
reason-hook_unsure = Seu hook: incerto
reason-hook_failed = Seu hook não respondeu
reason-captcha_missing = Captcha sem resposta
reason-captcha_wrong = Resposta de captcha errada
reason-captcha_failed = O serviço captcha não respondeu
## Mails to moderators about waiting comments

notice-comment-subject = [{ $site }] { $author } comentou “{ $page }”
notice-edit-subject = [{ $site }] { $author } alterou um comentário em “{ $page }”
notice-digest-subject =
    { $count ->
        [one] [{ $site }] { $count } comentário aguarda
       *[other] [{ $site }] { $count } comentários aguardam
    }
notice-comment-intro = { $author } comentou “{ $page }” ({ $site }). O comentário aguarda uma decisão.
notice-edit-intro = { $author } alterou um comentário publicado em “{ $page }” ({ $site }). O novo texto aguarda uma decisão.
notice-cut = Este é só o começo; os links mostram o texto inteiro.
notice-approve = Aprovar
notice-spam = Marcar como spam
notice-trash = Mover para a lixeira
notice-open = Abrir na fila
notice-open-queue = Abrir toda a fila
notice-links = Cada link mostra o comentário e pede confirmação. Os links valem só para você e por { $days } dias; não encaminhe este e-mail.
notice-waiting =
    { $count ->
        [one] { $count } comentário aguarda uma decisão.
       *[other] { $count } comentários aguardam uma decisão.
    }
notice-probably-spam =
    { $count ->
        [one] Mais { $count } comentário é provavelmente spam.
       *[other] Mais { $count } comentários são provavelmente spam.
    }
notice-more =
    { $count ->
        [one] Mais { $count } comentário aguarda.
       *[other] Mais { $count } comentários aguardam.
    }
notice-why = Você recebe este e-mail porque modera os comentários de { $site }.
notice-off = Não receber mais estes e-mails
notice-unnamed = Um autor sem nome
notice-reader = Um leitor
notice-withheld = O servidor de e-mail recusou este texto. Os links o mostram.
queue-feed-title = Comentários pendentes: { $site }

## The pages that the links of these mails lead to

act-approve = Aprovar este comentário?
act-spam = Marcar este comentário como spam?
act-trash = Mover este comentário para a lixeira?
act-approve-change = Aprovar esta alteração?
act-reject-change = Rejeitar esta alteração?
act-off = Não receber mais e-mails sobre { $site }?
act-off-text = Você não receberá mais e-mails sobre comentários pendentes de { $site }. Os comentários continuam aguardando você ou outros moderadores.
act-author = { $author } escreveu em “{ $page }”:
act-changed = Nesse meio-tempo, o comentário foi alterado ou já foi decidido. Leia-o e depois decida.
act-approved = O comentário está publicado
act-marked-spam = O comentário está marcado como spam
act-trashed = O comentário está na lixeira
act-deleted = O comentário foi excluído
act-rejected = A alteração foi rejeitada
act-rejected-text = O texto anterior continua publicado.
act-decided-by = { $login } decidiu isso em { $time } (UTC).
act-decided-otherwise = Nenhum moderador decidiu isso.
act-ended-text = Este link tem mais de { $days } dias, ou você não modera mais este site, ou seu endereço de e-mail mudou. Se o comentário ainda aguarda, ele está na fila.
act-off-done = Os e-mails estão desativados
act-off-done-text = Você não recebe mais e-mails sobre comentários pendentes de { $site }.
act-email = Confirmar este endereço de e-mail?
act-email-text = Os e-mails sobre comentários em espera da conta { $login } irão para { $email }.
act-email-button = Confirmar
act-email-done = O endereço de e-mail está confirmado
act-email-done-text = Os e-mails sobre comentários em espera agora vão para { $email }.
act-email-ended = Este endereço foi confirmado ou descartado, outro foi digitado, ou o link tem mais de { $days } dias. Sua conta na página de moderação mostra qual endereço aguarda.

## Mails

mail-sign-in-subject = Seu código para { $site }: { $code }
mail-sign-in-body =
    Alguém, provavelmente você, quer confirmar este endereço de e-mail para comentar em { $site }.

    Digite este código onde você o pediu:

        { $code }

    Ou abra este link no mesmo dispositivo:

        { $link }

    O código e o link funcionam uma única vez e durante 15 minutos.

    Se você não pediu isto, ignore este e-mail. Nada acontecerá, e sem o código ninguém pode fazer
    login.
mail-confirm-subject = Confirme seu endereço de e-mail para { $server }
mail-confirm-body =
    Este endereço de e-mail foi digitado para a conta de moderação { $login } em { $server }, para receber e-mails sobre comentários em espera.

    Se foi você, abra este link e confirme-o:

        { $link }

    O link funciona uma única vez e durante { $days } dias.

    Se não foi você, ignore este e-mail. Você não receberá outros.
mail-change-subject = Outro endereço de e-mail para sua conta em { $server }
mail-change-body =
    Outro endereço de e-mail foi digitado para a conta de moderação { $login } em { $server }. Assim que for confirmado, os e-mails sobre comentários em espera irão para lá.

    Se não foi você nem um proprietário, descarte-o e mude sua senha aqui:

        { $link }

## The pages for bans, sites, accounts and keys

mod-save = Salvar
mod-saved = Salvo.
mod-add = Adicionar
mod-added = Adicionado.
mod-remove = Remover
mod-removed = Removido.
mod-refresh = Atualizar
mod-added-by = Adicionado por { $login }, { $time }
mod-line-error = Linha { $line }: { $error }
mod-site = Site
mod-bans = Banimentos
mod-bans-empty = Não há banimentos.
mod-ban-new = Adicionar um banimento
mod-ban-of = Banir o autor do comentário de { $name }
mod-ban-kind = Tipo
mod-kind-person = Pessoa conectada
mod-kind-email = Endereço de e-mail
mod-kind-domain = Domínio de e-mail
mod-kind-network = Endereço IP ou rede
mod-ban-subject = Quem é banido
mod-ban-subject-hint = Por exemplo eve@example.org, example.org com seus subdomínios, 203.0.113.7 ou 203.0.113.0/24. Para banir uma pessoa conectada, comece por um comentário.
mod-ban-until = Fim (UTC)
mod-ban-until-hint = Deixe vazio para um banimento permanente.
mod-ban-note = Nota
mod-ban-note-hint = Só os moderadores a veem.
mod-ban-shadow = Não avisar o autor
mod-ban-shadow-hint = Novos comentários são aceitos e ocultados em vez de recusados.
mod-ban-shadow-tag = sem avisar o autor
mod-ban-also = Comentários existentes
mod-ban-also-none = Deixar como estão
mod-ban-button = Banir
mod-ban-exists = Este banimento já existe.
mod-ban-ends = até { $time }
mod-ban-permanent = permanente
mod-ban-added = O banimento está em vigor.
mod-ban-moved = Comentários existentes movidos: { $what }.
mod-ban-moving = Os comentários existentes estão sendo movidos: { $done } de { $what } até agora.
mod-ban-lift = Encerrar o banimento
mod-ban-lifted = O banimento terminou.
mod-sites-empty = Você não tem sites. Um proprietário pode atribuir alguns a você.
mod-site-new = Adicionar um site
mod-site-change = Nome e origens
mod-site-name = Nome
mod-site-slug = Nome curto
mod-site-slug-hint = Letras minúsculas, dígitos e hifens. Faz parte das URLs e não pode ser alterado depois.
mod-site-origins = Origens
mod-site-origins-hint = Uma por linha, por exemplo https://blog.example. Só páginas dessas origens podem mostrar os comentários e o formulário. Para prévias, um asterisco substitui uma parte do nome: https://*.preview.blog.example.
mod-site-remove = Remover { $name }
mod-site-remove-text = O site é excluído com todos os comentários, conversas, banimentos, notas, o registro e as configurações. Isso não pode ser desfeito.
mod-site-confirm = Para confirmar, digite { $slug }
mod-site-confirm-wrong = Digite { $slug } para remover o site.
mod-flood = Enxurrada de comentários desde { $time }: nível de proteção { $step } de 3.
mod-policy = Configurações
mod-policy-of = Configurações de { $name }
mod-policy-owners = Só proprietários podem alterar estas configurações.
mod-policy-conflict = Alterado nesse meio-tempo por outro proprietário para: { $value }. Salve de novo para substituir.
mod-part-moderation = Moderação e palavras
mod-part-people = Quem pode comentar
mod-part-comments = Comentários e formulários
mod-part-limits = Limites e retenção
mod-policy-moderation = O que espera por um moderador
mod-mode-all = Todos os comentários
mod-mode-first = Comentários de autores sem comentário aprovado
mod-mode-suspect = Só o que as verificações suspeitam
mod-mode-none = Nada; spam vai mesmo assim para a pasta de spam
mod-policy-banned-words = Palavras proibidas: o comentário é recusado
mod-policy-suspect-words = Palavras suspeitas: o comentário espera por um moderador
mod-policy-words-hint = Uma palavra por linha, no máximo 1.000. Valem palavras inteiras, em maiúsculas ou minúsculas.
mod-policy-links-max = Links sem espera
mod-policy-guests = Visitantes podem comentar sem se conectar
mod-policy-guest-name = Nome dos visitantes
mod-policy-guest-email = Endereço de e-mail dos visitantes
mod-policy-guest-website = Site dos visitantes
mod-rule-required = Obrigatório
mod-rule-optional = Opcional
mod-rule-hidden = Não é pedido
mod-policy-email-sign-in = Leitores podem se conectar por e-mail
mod-policy-all-providers = Oferecer todos os serviços de conexão deste servidor
mod-policy-providers = Senão, só estes
mod-policy-text-min = Comentário mais curto, em caracteres
mod-policy-text-max = Comentário mais longo, em caracteres
mod-policy-depth-max = Níveis de respostas
mod-policy-close-after = Conversas fecham depois de, em dias
mod-policy-close-after-hint = A partir do primeiro comentário. Deixe vazio para manter as conversas abertas.
mod-policy-edit-window = Tempo para editar ou excluir o próprio comentário, em segundos
mod-policy-edit-window-hint = 900 são 15 minutos; 0 é nunca.
mod-policy-edits = Enquanto a edição de um comentário publicado espera
mod-edits-keep = Mostrar o texto publicado
mod-edits-hide = Não mostrar nada do comentário
mod-policy-language = Idioma de páginas, mensagens e e-mails para leitores
mod-language-name = Português
mod-policy-privacy = Página sobre privacidade
mod-policy-privacy-hint = Cada formulário aponta para esta URL. Deixe vazio para nenhum link.
mod-policy-limits = Limites de envio, em porcentagem dos embutidos
mod-policy-limits-hint = 50 os reduz à metade, 200 os dobra.
mod-policy-ham-lost = Comentários reais que podem ir para o spam, de 1.000
mod-policy-spam-published = Spam que pode ser publicado, de 100
mod-policy-pending-max = Máximo de comentários em espera
mod-policy-pending-hint = Acima disso, o mais provável spam vai para a pasta de spam, mas nunca comentários de autores verificados.
mod-policy-pending-network = Máximo em espera de uma mesma rede
mod-policy-spam-days = Dias até o spam ser excluído
mod-policy-trash-days = Dias até a lixeira ser excluída
mod-policy-days-hint = 0 é nunca.
mod-preview = Prévia
mod-preview-title = Com estas configurações, dos últimos { $count } comentários de leitores
mod-preview-held = teriam esperado por um moderador: { $count }
mod-preview-refused = teriam sido recusados: { $count }
mod-preview-filed = teriam ido para a pasta de spam: { $count }
mod-preview-published = teriam sido publicados na hora: { $count }
mod-preview-cut = Só os mais novos são listados.
mod-preview-unsaved = Nada foi salvo ainda.
mod-people = Contas
mod-person-new = Adicionar um moderador
mod-person-self = você
mod-person-no-sites = nenhum site
mod-person-sites = Sites de um moderador
mod-person-remove = Remover { $login }
mod-person-remove-text = A conta é excluída. Suas sessões e chaves de API terminam na hora. Comentários publicados e o registro permanecem.
mod-account = Conta { $login }
mod-profile = Nome, função e sites
mod-profile-owners = Só proprietários podem alterá-los.
mod-display-name = Nome exibido
mod-display-name-hint = Aparece ao lado dos comentários deste moderador. Sem ele, os leitores veem o nome do site.
mod-login-hint = Letras, dígitos, pontos, sublinhados e hifens. Os leitores nunca o veem.
mod-role = Função
mod-role-owner = Proprietário
mod-role-moderator = Moderador
mod-role-hint = Proprietários podem fazer tudo em todos os sites; moderadores moderam os sites escolhidos abaixo.
mod-email-hint = Para e-mails sobre comentários em espera. Deixe vazio para não receber nenhum.
mod-email-refused = O servidor de e-mail recusou este endereço, por isso nenhum e-mail é enviado. Corrija-o ou salve-o de novo quando funcionar.
mod-email-waits = { $email } aguarda confirmação: abra o link do e-mail que foi enviado para lá.
mod-email-in-use = Até lá, os e-mails vão para { $email }.
mod-email-no-use = Até lá, nenhum e-mail é enviado.
mod-email-send-again = Enviar o e-mail de novo
mod-email-sent = O e-mail foi enviado de novo.
mod-email-drop = Descartar este endereço
mod-email-dropped = O novo endereço de e-mail foi descartado.
mod-already-gone = Já não existe: foi removido antes.
mod-unsent = Este texto ainda não foi enviado. Envie-o ou cancele-o primeiro.
mod-email-none-waits = Nenhum endereço de e-mail aguarda confirmação.
mod-email-no-mail = Este servidor não envia e-mails, por isso um endereço não pode ser confirmado. Pergunte ao operador do servidor.
mod-notices = E-mails sobre comentários em espera
mod-notice-mode = E-mails sobre { $site }
mod-notice-off = Nenhum
mod-notice-each = Para cada comentário, na hora
mod-notice-hourly = No máximo um por hora
mod-notice-daily = No máximo um por dia
mod-notice-more-than = No máximo um por dia, quando esperam mais que o número abaixo
mod-notice-number = Quantos podem esperar em { $site } sem e-mail
mod-password-change = Alterar a senha
mod-password-hint = Pelo menos 15 caracteres que não sejam fáceis de adivinhar.
mod-password-ends = Isso encerra todas as suas outras sessões.
mod-password-reset = Isso encerra todas as sessões da conta e remove o endereço de e-mail dela, porque outra pessoa pode ter tido acesso.
mod-password-set = A senha foi alterada.
mod-current-password = Senha atual
mod-current-password-wrong = Esta não é a sua senha atual.
mod-new-password = Senha nova
mod-api-keys = Chaves de API
mod-next-entries = Próximas entradas
mod-keys-empty = Não há chaves de API.
mod-key-new = Criar uma chave
mod-key-label = Rótulo
mod-key-label-hint = Para que serve a chave, por exemplo um programa.
mod-key-may = O que a chave pode fazer
mod-key-all = Tudo o que você pode fazer
mod-key-feed = Ler o feed de { $site }
mod-key-created = Chave para { $label }
mod-key-once = Copie agora: ela só é mostrada desta vez.
mod-key-used = último uso { $time }
mod-key-unused = nunca usada
mod-key-revoke = Revogar
mod-key-revoked = A chave foi revogada.
policy-range = Deve estar entre { $low } e { $high }.
policy-words-many = No máximo { $max } palavras (agora { $count }). Remova algumas.
policy-word-length = Uma palavra tem de 1 a { $max } caracteres (agora { $count }).

## Refusals of the moderators’ pages and their API

missing-site = Este site não existe ou você não pode vê-lo.
missing-moderator = Esta conta não existe ou você não pode vê-la.
missing-ban = Este banimento não existe ou você não pode vê-lo.
missing-key = Esta chave não existe ou você não pode vê-la.
missing-batch = Esta decisão não existe ou você não pode vê-la.
missing-thread = Esta página não tem comentários ou você não pode vê-la.
missing-comment = Este comentário não existe ou você não pode vê-lo.
missing-note = Esta nota não existe ou você não pode vê-la.
missing-file = Este arquivo não existe ou você não pode vê-lo.
site-exists = Já existe um site com este nome curto.
site-unknown = Não há site com este nome curto.
slug-empty = Digite um nome curto para o site.
slug-characters = O nome curto de um site só pode ter a–z, 0–9 e hifens.
slug-too-long = O nome curto de um site pode ter no máximo { $max } caracteres; tem { $count }.
login-empty = Digite um usuário.
login-characters = Um usuário só pode ter a–z, 0–9, pontos, sublinhados e hifens.
login-too-short = Um usuário deve ter no mínimo { $min } caracteres.
login-too-long = Um usuário pode ter no máximo { $max } caracteres; tem { $count }.
password-too-short = A senha deve ter no mínimo { $min } caracteres. Algumas palavras sem relação funcionam bem.
password-too-long = A senha pode ter no máximo { $max } bytes.
password-too-common = A senha é fácil demais de adivinhar. Use algumas palavras sem relação.
moderator-name-taken = Outra conta tem este nome exibido ou um parecido. Escolha outro.
moderator-exists = Já existe uma conta com este usuário.
moderator-last-owner = O último proprietário não pode ser removido nem rebaixado. Torne antes outro moderador proprietário.
key-label-invalid = O rótulo deve ter de 1 a 100 caracteres, sem caracteres de controle.
setup-over = O token de instalação está errado, expirou ou já foi usado. Reinicie o servidor para obter um novo.
ban-person = Deve ser o id de uma pessoa (um UUID).
ban-domain = Deve ser um domínio, por exemplo spam.example.
ban-network = Deve ser um endereço IP ou uma rede, por exemplo 203.0.113.0/24.
ban-network-large = A rede é grande demais: o menor prefixo permitido é { $prefix }.
ban-until-past = Deve estar no futuro. Deixe vazio para um banimento permanente.
filter-network = Deve ser uma rede IPv4 /24 ou IPv6 /48, ou um endereço IP dela.
filter-from-after = Deve ser antes do fim do período.
pinned-invalid = Deve ser o id de um comentário aprovado desta página que não seja uma resposta.
origin-empty = Digite a origem do site, por exemplo https://example.org.
origin-invalid = Uma origem é um esquema, um host e, se preciso, uma porta, por exemplo https://example.org.
origin-wildcard = Uma origem com curinga deve começar com https://*. e não ter outro asterisco, por exemplo https://*.blog.pages.dev.
origin-public-suffix = Qualquer pessoa pode ter hosts sob este domínio. Acrescente o nome do seu projeto, por exemplo https://*.blog.pages.dev.
origins-exact = Um site precisa de uma origem sem curinga, por exemplo https://blog.example: os leitores são redirecionados para lá.
origins-too-many = Um site tem no máximo { $max } origens; há { $count }.
policy-providers = No máximo 100 ids de provedores, por exemplo github.
notice-number-required = Digite quantos comentários podem aguardar sem e-mail.
notice-number-extra = Um número só vale para e-mails enviados quando mais aguardam. Deixe vazio.
batch-running = Isto ainda está em andamento ({ $done } de { $total } comentários). Desfaça quando tiver terminado.
api-key-only-session = Uma chave de API não pode fazer isto. Entre com sua senha.
