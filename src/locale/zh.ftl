# Texts for readers in Chinese (simplified).

## Titles of problems, by code

title-malformed = 请求格式有误
title-wrong_host = 主机名错误
title-unauthorized = 登录凭据缺失或无效
title-wrong_password = 登录名或密码不正确
title-wrong_code = 验证码错误
title-forbidden = 不允许此操作
title-thread_closed = 讨论已关闭
title-identity_required = 请登录后评论
title-banned = 不允许评论
title-edit_window_over = 已超过可修改的时间
title-not_found = 未找到
title-method_not_allowed = 不支持此方法
title-not_acceptable = 没有可接受的格式
title-timeout = 请求耗时过长
title-conflict = 内容已被更改
title-duplicate = 已经发表过
title-exists = 已存在
title-in_progress = 仍在处理中
title-too_large = 内容过大
title-uri_too_long = 网址过长
title-unsupported_media_type = 不支持的媒体类型
title-invalid = 部分字段无效
title-idempotency_mismatch = 此键已用于其他请求
title-too_fast = 操作过快
title-flooded = 暂不接受访客评论
title-headers_too_large = 请求头过大
title-internal = 内部错误
title-unavailable = 暂时不可用
title-too_slow = 搜索耗时过长
title-outcome_unknown = 无法确定是否已保存

## Details of problems, by code: what happened and what to do

problem-malformed = 无法读取该请求。请重新发送。
problem-wrong_host = 此服务器不提供该主机名的服务。
problem-unauthorized = 您尚未登录，或会话已结束。请重新登录。
problem-wrong_password = 登录名或密码不正确。
problem-wrong_code = 验证码错误、已被使用、已超过 15 分钟，或尝试次数过多。请重新获取验证码。
problem-forbidden = 您无权执行此操作。
problem-thread_closed = 此页面的评论已关闭。
problem-thread-locked = 此页面的评论已锁定，无法再编辑。
problem-identity_required = 此网站只接受已登录者的评论。请登录后重新发送您的评论。
problem-banned = 无法接受您的评论。
problem-edit_window_over = 已超过可以修改此评论的时间。
problem-not_found = 此处没有内容，或您无权查看。
problem-method_not_allowed = 此网址不支持该方法。
problem-not_acceptable = 此处无法提供所请求的任何一种格式。
problem-timeout = 您发送的内容未能及时到达。请重新发送。
problem-conflict = 内容在此期间已被更改。请重新加载后再作决定。
problem-duplicate = 您已在此处发表过这段文字，无需再次发送。
problem-exists = 已存在同名条目。
problem-in_progress = 相同的请求仍在处理中。请稍后再试。
problem-too_large = 您发送的内容超出了此服务器可接受的大小。请缩短文字后重新发送。
problem-uri_too_long = 请求的网址过长。
problem-unsupported_media_type = 表单的发送格式不被此服务器接受。
problem-invalid = 请更正标出的字段。
problem-invalid-fields = 请更正：{ $fields }。
problem-idempotency_mismatch = 此键已用于其他请求。
problem-too_fast = 请求过多。请在 { wait-time }后重试。
problem-flooded = 此网站收到的评论远多于平时，因此暂不接受未登录者的评论。请登录，或在 { wait-time }后重新发送。
problem-headers_too_large = 请求头过大。
problem-internal = 我们这边出了点问题。请稍后再试。
problem-unavailable = 此功能暂时不可用。请稍后再试。
problem-too_slow = 操作超过 5 秒，已被中止。请缩小搜索范围：选择一个网站、一种状态、一个页面，或减少天数。
problem-outcome_unknown = 无法确定内容是否已保存。再次发送之前，请先查看页面。

problem-no-site = 此处没有该网站。包含此表单的页面指定了错误的网站，页面作者可以更正。
problem-no-parent = 您回复的评论已不存在。请将您的内容作为新评论发表，或回复其他评论。
problem-no-comment = 没有这条评论，或您无权查看。
problem-comment-gone = 此评论已被删除。
problem-no-provider = 此处不提供这种登录方式。
problem-no-mail-sign-in = 此处不提供邮箱登录。
problem-form-broken = 表单在传输中损坏：其中有错误的百分号，或有无法读取的部分。
problem-form-many-fields = 表单的字段超过 { $max } 个。
problem-own-page-only = 此表单只能从此服务器的页面发送。请打开该页面后重试。
problem-signed-out = 您已退出登录，或登录了其他网站。请重新登录；您输入的内容不会丢失。
problem-no-edit-token = 只有作者才能执行此操作。请发送该评论的编辑令牌，或登录。
problem-wrong-edit-token = 此编辑令牌不属于这条评论。
problem-right-ended = 您在此处以版主身份发表评论的权限刚刚失效。请以读者身份重新发送评论。
problem-published-by-moderator = 此评论由版主发表。请使用该版主的令牌或已关联的会话来修改，或将其删除。
problem-handover = 验证码错误、已被使用、已超过一分钟，或属于其他页面。请重新登录。

wait-time = { $unit ->
    [hour] { $wait ->
       *[other] { $wait } 小时
    }
    [minute] { $wait ->
       *[other] { $wait } 分钟
    }
   *[second] { $wait ->
       *[other] { $wait } 秒
    }
}

## Exceeded limits, by limit

limit-comments = 您在短时间内发送了多条评论。请等待 { wait-time }，然后重新发送。
limit-network = 您所在的网络发来了大量评论。请等待 { wait-time }，然后重新发送。
limit-site = 目前有大量评论正在发送。请等待 { wait-time }，然后重新发送。
limit-mail = 请求的验证码过多。请在 { wait-time }后重试。
limit-sign-in = 登录尝试次数过多。请在 { wait-time }后重试。
limit-my-data = 您在短时间内多次请求此内容。请在 { wait-time }后重试。
limit-reading = 请求过多。请在 { wait-time }后重试。

## Names of fields

label-text = 评论
label-name = 昵称
label-email = 邮箱
label-website = 网站
label-page = 页面
label-parent_id = 所回复的评论
label-code = 验证码

## What is wrong with a field

field-required = 此字段为必填项。
field-type-text = 必须是字符串。
field-type-boolean = 必须是 true 或 false。
field-type-integer = 必须是整数。
field-type-number = 必须是数字。
field-type-list = 必须是列表。
field-type-object = 必须是对象。
field-unknown = 未知字段。已知字段：{ $known }。
field-unknown-none = 未知字段；此处不接受任何字段。
field-id = 这不是有效的 ID。
field-time = 必须是时间，例如 2026-11-24T05:10:23Z。
field-one-of = 必须是以下之一：{ $choices }。
field-too-short = 至少需要 { $min } 个字符。
field-too-long = 最多 { $max } 个字符（当前为 { $count } 个）。
field-too-few = 至少需要 { $min } 个条目。
field-too-many = 最多 { $max } 个条目（当前为 { $count } 个）。
field-too-small = 不得小于 { $min }。
field-too-large = 不得大于 { $max }。
field-twice = 同一条目出现了两次。
field-nul = 不得包含字符 U+0000，因为该字符无法保存。
field-parameter = 此参数为必填项。
parameter-too-short = 至少需要 { $min } 个字符。
parameter-too-long = 最多 { $max } 个字符。
parameter-too-many = 最多 { $max } 个条目。
parameter-integer = 必须是限定范围内的整数。
parameter-other = 此值不在可接受的值之列。
field-body-object = 请求正文必须是对象。
field-shape = 请求正文的结构与文档不符。

text-empty = 请写点内容。
text-too-short = 评论至少需要 { $min ->
   *[other] { $min } 个字符
}；这条评论只有 { $count } 个。请再多写一点。
text-too-long = 评论最多 { $max } 个字符；这条评论有 { $count } 个。请缩短一些。
text-too-many-bytes = 评论最多 { $max } 字节；这条评论有 { $count } 字节。请缩短一些。
text-too-many-lines = 文本最多 { $max } 行。请删除一些换行。
text-too-many-marks = 一个字母上的变音符号超过了 { $max } 个。请删除一些。
text-banned-word = 此网站不接受包含“{ $word }”的评论。
text-shows-nothing = 这会显示为一条空评论，因为其中只有 Markdown 标记。请写点内容，或在第一个字符前加一个反斜杠。
page-missing = 请指明这是关于哪个页面的。
page-placeholder = 此页面的模板没有填写，因此评论没有对应的页面。页面作者可以更正；此处应填写页面的路径，例如 /2026/my-post。
page-control = 此页面的键中含有不可见字符，因此评论没有对应的页面。页面作者可以更正。
page-too-long = 页面的键最多 { $max } 字节；此键有 { $count } 字节。页面作者可以将其缩短。

name-empty = 请输入昵称。
name-too-long = 昵称最多 { $max } 个字符；此昵称有 { $count } 个。请缩短一些。
name-reserved = 此昵称归网站所有。请选择其他昵称。
title-empty = 请输入标题。
title-too-long = 标题最多 { $max } 个字符；此标题有 { $count } 个。

email-empty = 请输入邮箱地址。
email-too-long = 邮箱地址最多 { $max } 个字符；此地址有 { $count } 个。请检查是否有输入错误。
email-local-too-long = @ 之前的部分最多 { $max } 个字符；此处有 { $count } 个。请检查是否有输入错误。
email-control = 邮箱地址中含有制表符或换行符。请将其删除。
email-no-at = 邮箱地址中应有一个 @，例如 name@example.org。
email-many-at = 邮箱地址中只能有一个 @。请只输入一个地址。
email-no-local = @ 之前没有内容。请输入完整的地址。
email-not-ascii = @ 之前只能使用不带变音符号的普通拉丁字母。
email-blank = @ 之前不能有空格。请只输入地址，例如 name@example.org。
email-character = @ 之前不能有“{ $character }”。请只输入地址，例如 name@example.org。
email-dot = @ 之前有一个点的位置不正确。
email-encoded = 这是经过编码的词，不是邮箱地址。请输入地址本身。
email-domain = @ 之后的内容不是 example.org 这样的域名。请检查是否有输入错误。
email-not-proved = 请先验证此邮箱地址：在上方关联它。

website-empty = 请输入网址。
website-too-long = 网址最多 { $max } 字节；此网址有 { $count } 字节。请缩短一些。
website-invalid = 这不是有效的网址。请按 https://example.org 的形式填写。
website-control = 网址中含有不可见字符。请手动输入，不要粘贴。
website-blank = 网址中不能有空格。
website-userinfo = 此处的网址不能包含用户名或密码。请去掉 @ 之前的部分。
website-host = 这不是有效的网址。请检查主机名。

## Warnings: fields that were repaired or ignored

warning-unknown = 没有这个字段；已忽略。
warning-repeated = 表单多次发送了此字段；以第一个值为准。
warning-file = 此服务器不接受文件；该字段已忽略。
warning-ignored = { $fault }该值已忽略。
warning-page = 此值没有指明任何页面；评论归于发送表单的页面。
warning-parent = 这不是评论的 ID；此评论不作为回复。
warning-origin-moved = 此地址不在该网站的源（origin）上；已改为 { $origin }。
warning-origin-ignored = 此地址不在该网站的源（origin）上；已忽略。该网站的源：{ $origins }。
warning-url-page = 此网址指向的页面与 `page` 不同；不计入该讨论。
warning-subscribe = 此服务器不发送回复通知邮件；该字段已忽略。
warning-signed-in = 作者已登录；该字段已忽略。
warning-not-asked = 此网站不要求填写该字段；已忽略。
warning-token = 此令牌不属于该表单；评论已按没有令牌处理。
warning-solution = 这不是该表单验证题的答案；已忽略。

author-not-asked = 您已登录；请不要填写此项，或先退出登录。

## The answer to a comment

posted-approved = 谢谢！您的评论已发表。
posted-pending = 谢谢！您的评论正在等待审核。
notice-pending = 谢谢！您的评论正在等待审核；通过后会显示在这里。

## The form

reply-heading = 发表评论
reply-heading-to = 回复 { $name }
reply-cancel = 取消回复
reply-required = （必填）
reply-text = 评论
reply-name = 昵称
reply-email = 邮箱（不会公开）
reply-website = 网站
reply-honeypot = 请将此处留空
reply-button = 发表评论
reply-closed = 评论已关闭。
reply-locked = 评论已锁定：不能发表新评论，也不能修改。
reply-details = 请在下方填写您的信息，或点击图标登录：
reply-another-account = 点击图标以使用其他账号登录：
reply-account = { $kind ->
    [email] 您正在以 { $name } 的身份使用邮箱地址发表评论。
   *[other] 您正在以 { $name } 的身份使用 { $provider } 账号发表评论。
}
reply-log-out = 退出登录
reply-change = 更改
reply-by-email = 邮箱

refused-nothing-lost = 您输入的内容没有丢失：仍在表单中。
refused-your-text = 您的文字
refused-copy = 您的评论未能发表。以下是您的文字，供您复制：
refused-too-large-to-show = 您发送的内容未保存，且过大，无法在此显示。请在浏览器中返回上一页：您的文字应该仍在表单中。
refused-no-text = 请在浏览器中返回上一页，然后重试。
refused-back = 返回页面

## The comments of a page

thread-count = { $count ->
   *[other] { $count } 条评论
}
thread-empty = 暂无评论。
thread-removed = 此评论已被移除。
thread-nameless = 匿名
thread-edited = 已编辑
thread-reply = 回复
thread-reply-to = 回复 { $name }
thread-more = 更多评论

## The script of the form

script-unreachable = 服务器没有响应。您的文字仍在这里。
script-keep = 继续使用当前账号
script-or = 点击图标以使用其他账号登录，或{ $keep }：
script-connecting = 正在连接 { $provider }…
script-here = 改为在此页面登录
script-cancel = 取消
script-cancelled = 您没有登录。
script-failed = 操作未成功。您尚未登录。

## Signing in

sign-in-heading = 登录 { $site }
sign-in-asked = 您即将使用 { $provider } 账号登录 { $site }，随后将转到 { $back }。如果这不是您的意愿，请关闭此页面。
sign-in-continue = 前往 { $provider }
sign-in-connecting = 正在连接 { $provider }…
sign-in-wait = 浏览器很快就会显示该页面。
sign-in-done = 您已登录
sign-in-window = 此窗口会自动关闭。如果没有关闭，请返回 { $site }。
sign-in-back = 返回 { $site }
sign-in-mail-asked = 您已确认 { $email } 是您的邮箱地址。接下来将转到 { $back }。如果您没有发起此请求，请关闭此页面。
sign-in-button = 登录
sign-in-this-server = 此服务器
sign-in-the-provider = 登录服务提供方
sign-in-mail = 邮箱
sign-in-data-deleted = 您的数据已删除
sign-in-data-deleted-text = { $day }，{ $provider } 请求删除与您的账号有关的数据。在 { $provider } 收到答复之前，这些数据已经删除。

sign-in-text-kept = 您的文字仍在表单中。
sign-in-cancelled = 您没有通过 { $provider } 登录
sign-in-cancelled-text = 您可以重试，或选择其他方式。
sign-in-not-offered = 此处不提供通过 { $provider } 登录
sign-in-not-offered-text = 请选择其他登录方式。
sign-in-no-answer = { $provider } 没有响应
sign-in-no-answer-text = 请稍后再试，或选择其他方式。
sign-in-untrusted = { $provider } 返回的答复不可信
sign-in-untrusted-text = 您尚未登录。请重试，或选择其他方式。
sign-in-misconfigured = { $provider } 不接受此服务器
sign-in-misconfigured-text = 此服务器的运营者可以在日志中查看原因。请选择其他方式。
sign-in-ended = 此次登录已结束
sign-in-ended-text = 此次登录是在其他浏览器中开始的、开始得太久，或已被使用。请返回并重新开始。
sign-in-unreadable = { $provider } 返回的答复无法读取
sign-in-unreadable-text = 请返回并重新开始，或选择其他方式。
sign-in-taken = 此账号在这里属于其他人
sign-in-taken-text = 您的 { $provider } 账号在这里已与其他人关联。请先用该账号登录，并在那里取消关联。
sign-in-unavailable = 暂时不可用
sign-in-unavailable-text = 请稍后再试。

sign-in-challenge-needed = 请发送表单的 challenge 值；只有此服务器的页面才可以省略。
sign-in-challenge = 请发送不带填充的 base64url 格式的 SHA-256：43 个字符。
sign-in-verifier-length = 必须为 43 至 128 个字符（当前为 { $got } 个）。请发送 verifier 值，其 SHA-256 即为之前的 challenge 值。
sign-in-verifier-characters = 只允许使用 A–Z、a–z、0–9、连字符、句点、下划线和波浪号（RFC 7636 第 4.1 节）。
sign-in-return-to = 必须是 { $origins } 上的网址，且路径中不能包含其他网址。
sign-in-page = 必须是该网站的源（origin）上的网址，且路径中不能包含其他网址。

mail-announced = 如果此邮箱地址可以收到邮件，验证码已在发送途中。有效期为 15 分钟。
mail-announced-to = 如果 { $email } 可以收到邮件，验证码已在发送途中。有效期为 15 分钟。
mail-wrong-code = 验证码不正确、已超过 15 分钟，或尝试次数过多。
mail-attempt = 这不是有效的 `attempt` 值。请按收到时的原样发送，或不要填写。

## A commenter's own page

me-title = 您的评论和数据
me-intro = 登录后即可查看和更改此服务器保存的与您有关的信息。如果您曾在没有账号的情况下发表评论，请验证您当时填写的邮箱地址：这样您就可以管理使用该地址发表的所有内容。
me-sign-in-with = 通过 { $provider } 登录
me-signed-in = { $kind ->
    [email] 您已使用邮箱地址以 { $name } 的身份登录。
   *[other] 您已使用 { $provider } 账号以 { $name } 的身份登录。
}
me-sign-out = 退出登录
me-offer = { $count ->
   *[other] 在您验证此邮箱地址之前，有 { $count } 条评论是使用 { $email } 发表的。任何人都可能填写过这个地址：请只在这些评论确实由您所写时才认领。
}
me-claim = { $count ->
   *[other] 认领评论
}
me-profile = 昵称和网站
me-picture = 您的头像
me-name = 昵称，显示在您的评论旁
me-website = 网站，与昵称一同显示
me-change = 更改
me-accounts = 账号
me-accounts-text = 使用其中任何一个账号，您在这里都是同一个人。
me-last-used = 上次使用于 { $day }
me-unlink = 取消关联
me-unlink-here = 取消关联并在此处退出登录
me-link = 关联 { $provider } 账号
me-sessions = 您的登录位置
me-this-page = 此页面
me-session = { $place }，通过 { $provider } 登录，上次使用于 { $day }
me-here = （当前）
me-end = 结束
me-end-others = 结束所有其他会话
me-data = 您的数据
me-download = 下载所有与您有关的已保存信息
me-erase-text = 在此服务器的所有网站上清除所有与您有关的已保存信息。其他人的回复会保留。
me-your-comments = 您的评论
me-anonymise = 保留我的评论，但去除所有能识别我身份的信息
me-delete = 删除我的评论
me-sure = 我确定：此操作无法撤销
me-erase = 清除我的信息
me-code = 邮件中的验证码
me-link-this = 关联此邮箱地址
me-link-email = 关联邮箱地址
me-email = 通过邮件验证码登录
me-send-code = 发送验证码给我

me-moderator = 以版主身份回复
me-moderator-linked = 此会话已于 { $day } 与版主 { $login }（显示为 { $name }）关联。在您担任版主的网站上，您通过已关联的会话发表的内容会立即以您的角色发布。
me-moderator-end = 结束所有关联
me-moderator-more = 关联此后开始的会话
me-moderator-link = 将您的会话与版主账号关联
me-moderator-text = 面向此服务器上博客的版主。请先在博客上登录，然后在此输入您的版主账号的登录名和密码：下方列出的每个会话都会保持关联直到结束，并且绝不会持有版主的令牌。
me-moderator-login = 版主的登录名
me-moderator-password = 版主的密码
me-moderator-button = 关联我的会话
me-moderator-session = 已与您的版主账号关联

me-done-profile = 您的昵称和网站已更改，将用于今后的评论。
me-done-unlinked = 已取消关联该账号，使用该账号开始的会话也已结束。
me-done-ended = 会话已结束。
me-done-others = 所有其他会话已结束。
me-done-linked = 您的会话已关联：您通过这些会话在自己的网站上发表的内容会立即发布。
me-done-unlinked-moderator = 您的会话均已不再与版主关联。
me-done-adopted = 这些评论现在归您所有。
me-done-out = 您已退出登录。
me-done-over = 您的会话已结束。请重新登录。
me-done-erased = 所有与您有关的已保存信息均已清除。
me-last-account = 这是此处用来识别您的最后一个账号；没有账号，就无法将您与您的评论联系起来。请先关联其他账号，或清除所有信息。
me-not-linked = 此账号已不再与您关联。
me-no-session = 这不是您的会话。
me-choose = 请选择如何处理您的评论。
me-confirm = 请确认您已考虑清楚：此操作无法撤销。

## The embedded thread

# The headline above the comments of a page with a title.
thread-heading = { $count ->
    [0] 《{ $title }》暂无评论
   *[other] 《{ $title }》有 { $count } 条评论
}
# Invites readers to write the first comment of a page.
thread-invite = 暂无评论。您怎么看？
thread-page-title = 《{ $title }》的评论
thread-oldest = 最早优先
thread-newest = 最新优先
thread-in-reply-to = 回复了 { $name }
thread-role-moderator = 版主
# The badge beside the name of the person whose blog it is.
thread-role-owner = 博主
# The badge of the comment that is shown first.
thread-pinned = 置顶
thread-edit = 编辑
thread-edit-own = 编辑您的评论
thread-delete = 删除
thread-delete-own = 删除您的评论
thread-delete-question = 要删除您的评论吗？此操作无法撤销。
thread-cancel = 取消
thread-save = 保存
thread-deleted = 您的评论已删除。
thread-saved = 您的修改已保存。
thread-pending = 正在等待审核。只有您能看到此评论。
thread-edit-pending = 您的修改正在等待审核。在此之前，其他人看到的是之前的文字。
thread-in-review = 此评论已修改，正在等待审核。
thread-missing = 此评论已无法查看。
thread-earlier = 较早的评论
thread-load-failed = 无法加载评论。
thread-retry = 重试

## The embedded form

form-preview = 预览
form-preview-title = 预览您的评论
form-continue = 继续撰写
form-sending = 正在发送…
form-format = 您可以使用 *强调*、**加粗**、`代码`、> 引用、列表和链接。
form-draft = 在您发表之前，您的文字会保存在此浏览器中。
form-remember = 在此浏览器中记住我的昵称、邮箱地址和网站，以便下次评论时使用。
form-offline = 您处于离线状态。您的文字已保存在此处。请在恢复连接后发送。
form-not-sent = 您的评论未能发送。您的文字仍在这里。
form-send-again = 重新发送
form-now = 现在可以发送您的评论了。
# Shown while the browser computes a proof of work.
form-proof = 您的浏览器正在完成一个用于防范垃圾评论的小任务：{ $percent }%
form-left = 剩余字符数：{ $count }
form-privacy = 隐私政策
form-sign-in-needed = 请登录后评论。
form-sign-in-with = 通过 { $provider } 登录
form-email-intro = 请输入您的邮箱地址。您会收到一封含有验证码的邮件，无需密码。
form-new-code = 发送新的验证码
form-signed-in = 您已以 { $name } 的身份登录。
form-signed-out = 您已退出登录。

## The comments of a person on their own page

me-comments-title = 您写的评论
me-comments-empty = 您还没有写过评论。
me-comments-more = 更早的评论
me-on-page = 发表于 { $page }
me-status-approved = 已发表
me-status-pending = 正在等待审核
me-change-until = 您可以在 { $time } 之前修改。

## The moderators’ pages

mod-title = 审核
mod-sign-in = 登录以进行审核
mod-resend-text = 没有任何更改。您输入的内容保留在此页面：请在新标签页中登录，然后返回并重新发送。密码需要重新输入。
mod-login = 登录名
mod-password = 密码
mod-sites = 站点
mod-all-sites = 所有站点
mod-folders = 文件夹
mod-folder-review = 待审核
mod-folder-probably-spam = 可能是垃圾评论
mod-folder-approved = 已批准
mod-folder-spam = 垃圾评论
mod-folder-trash = 回收站
mod-folder-all = 所有文件夹
mod-search = 搜索文字、名称、邮箱
mod-search-button = 搜索
mod-reason = 原因
mod-any-reason = 任何原因
mod-order-score = 按分数
mod-filter-network = 网络 { $network }
mod-filter-email-domain = 邮箱域名 { $domain }
mod-filter-page = 页面 { $page }
mod-filter-remove = 移除此筛选条件
mod-filter-reset = 显示此文件夹的全部内容
mod-empty = 这里没有评论。
mod-search-incomplete = 升级后，旧评论仍在为搜索做准备，可能会漏掉一些。
mod-overflowed = 过去七天内因队列已满而移至垃圾评论：{ $what }
mod-parts = 列表分页
mod-next = 后面的评论
mod-first = 回到开头
mod-select = 选择 { $name } 的评论
mod-select-all = 选择本页全部
mod-selected = 所选评论：
mod-approve = 批准
mod-spam = 垃圾评论
mod-trash = 移至回收站
mod-hold = 退回待审
mod-restore = 恢复到待审
mod-delete = 永久删除
mod-undo = 撤销
mod-context = 上下文
mod-on-page = 在页面上查看
mod-done-approve = 已批准：{ $what }。
mod-done-hold = 已退回待审：{ $what }。
mod-done-spam = 已标为垃圾评论：{ $what }。
mod-done-trash = 已移至回收站：{ $what }。
mod-done-delete = 已永久删除：{ $what }。
mod-done-rejected = 修改已被拒绝：{ $what }。之前的文字仍然公开。
mod-done-undo = 已恢复原状：{ $what }。
mod-replied = 您的回复已发表。
mod-skip-conflict = 期间已被更改，未作任何处理：{ $what }。
mod-skip-unchanged = 已有相同的决定：{ $what }。
mod-skip-not-found = 已不存在：{ $what }。
mod-skip-erased = 已永久删除，无法更改：{ $what }。
mod-skip-unavailable = 数据库没有响应，未处理：{ $what }。请重试。
mod-decision = { $login }：{ $action }，{ $time }。
mod-record = 其他评论：已批准 { $approved }，垃圾 { $spam }，回收站 { $trash }
mod-new-author = 首次评论
mod-verified-email = 邮箱已验证
mod-verified-account = 通过 { $provider } 登录
mod-unverified = 未验证
mod-title-claimed = 标题未确认
mod-edit-waits = 已发表的评论被修改。批准会发表新文字；垃圾评论和回收站只丢弃这次修改。
mod-old-text = 已发表的文字
mod-new-text = 新文字
mod-why = 原因，分数 { $score }
mod-holds = 暂扣
mod-all-matching = 处理所有符合条件的评论
mod-all-matching-text = 此文件夹中符合搜索和筛选条件的所有评论，包括所有分页。您会先看到数量。
mod-matching-text = 此后发生的更改不包括在内。之后可以撤销。
mod-matching-more = 一次最多处理 { $max } 条评论。如果还有更多，请对其余的重复此操作。
mod-delete-text = 文字和作者的所有信息都会消失，无法撤销。
mod-back = 返回列表
mod-context-title = { $name } 的评论及其上下文
mod-reply-hint = 立即以 { $name } 的名义发表。如评论尚未批准，将一并批准。
mod-history = 处理记录
mod-history-empty = 此评论尚未处理。
mod-failed = 未完成：服务器没有响应。请重试。
mod-keys = 键盘快捷键
mod-keys-help = 显示快捷键
mod-key-move = 下一条、上一条评论
mod-key-select = 选择
mod-key-selected = 所选：批准、垃圾、回收站
mod-close = 关闭
mod-pages = 审核页面
mod-queue = 审核队列
mod-dashboard = 概览
mod-range = 时间范围
mod-days = { $days } 天
mod-comments-per-day = 每日评论
mod-comments-text = 日期为 UTC。“挽回”指检查判为垃圾评论、后由版主批准的评论。每个图表有各自的刻度。
mod-received = 收到
mod-rescued = 挽回
mod-chart-label = { $name }：{ $from } 至 { $to } 共 { $total } 条，最多为 { $day } 的 { $max } 条。
mod-chart-empty = { $name }：{ $from } 至 { $to } 没有。
mod-as-table = 以表格显示数字
mod-day = 日期
mod-median = 等待时间中位数
mod-p90 = 十分之九的等待不超过
mod-queue-times-text = 前两个数字为当前值。时间取自此期间处理的评论：{ $count }。
mod-reasons = 原因的准确度
mod-reasons-text = 自开始以来的全部决定。挽回率指被判为垃圾评论的评论中获批准的比例：越低越好。
mod-reasons-empty = 尚未处理过带有原因的评论。
mod-rescue-rate = 挽回率
mod-accuracy = 准确度
mod-accuracy-unknown = 决定太少
mod-accuracy-good = 良好
mod-accuracy-weak = 偏低
mod-accuracy-misleading = 有误导
mod-percent = { $number }%
mod-seconds = { $number } 秒
mod-minutes = { $number } 分钟
mod-hours = { $number } 小时
mod-days-short = { $number } 天
mod-health = 服务器
mod-health-database = 数据库
mod-health-limits = Redis（频率限制）
mod-health-mail = 邮件
mod-health-checks = 外部检查
mod-health-working = 正常
mod-health-failing = 异常
mod-health-not-configured = 未设置
mod-log = 日志
mod-filter-moderator = 操作者：{ $login }
mod-filter-comment = { $name } 的评论
mod-show = 显示
mod-status-deleted = 永久删除
mod-log-action = 操作
mod-log-any-action = 所有操作
mod-log-empty = 没有记录。
mod-log-next = 更早的记录
mod-log-gone = 已永久删除的评论
mod-log-of-edit = 其修改
mod-log-same-comment = 有关此评论的全部记录
mod-log-before = 之前：
mod-log-after = 之后：
mod-log-command-line = 命令行
mod-log-edit = 版主编辑
mod-log-remove-site = 移除站点
mod-log-title = 页面标题
mod-log-url = 页面网址
mod-log-state = 开启或关闭讨论
mod-log-pin = 置顶评论
mod-log-move = 移动讨论
mod-log-alias = 页面的另一个键
mod-thread-open = 开放
mod-thread-closed = 关闭
mod-thread-locked = 锁定
mod-note = 备注
mod-notes = 关于作者的备注
mod-notes-number = 关于作者的备注：{ $number }
mod-notes-text = 只有本站版主能看到备注，它们显示在该作者的每条评论旁。读者和作者都看不到。
mod-notes-unknown = 作者是没有留下邮箱的访客，无法识别，因此不能添加备注。
mod-note-add = 添加备注
mod-note-delete = 删除 { $login } 的备注
mod-note-many = 关于此作者已有 { $max } 条备注。请先删除一条。
mod-note-length = 备注或原因最多 { $max } 个字符；现有 { $count } 个。
mod-note-controls = 请去掉控制字符。
mod-edit-title = 编辑评论
mod-edit-hint = 读者会看到评论被编辑过。版主仍可查看原文。
mod-edit-reason = 原因，记入日志（可选）
mod-edit-owners = 只有所有者可以更改已验证作者的名字，或其他版主发表的内容。
mod-revisions = 早先的版本
mod-revision = 署名 { $name }，直到 { $login } 编辑，{ $time }
mod-ban = 封禁
mod-more = 更多
mod-thread = 讨论
mod-thread-state = 此讨论的状态：{ $state }。
mod-thread-state-set = 由版主设定。
mod-thread-state-policy = 由站点规则决定。
mod-thread-reopen = 开放
mod-thread-close = 关闭：不再接受新评论
mod-thread-lock = 锁定：不接受新评论和修改
mod-thread-by-policy = 由站点规则决定
mod-thread-title = 页面标题
mod-thread-url = 页面网址
mod-thread-claim = 某位作者的浏览器声称：{ $text }
mod-thread-empty = 留空则采用浏览器声称的内容。
mod-pin = 置顶此评论
mod-unpin = 取消置顶
mod-pin-text = 置顶评论显示在最前。
mod-thread-move = 移动讨论
mod-thread-move-to = 另一页面的键
mod-thread-move-text = { $page } 的全部评论将移到另一页面，此键随后指向该页面。若那里已有评论，两个讨论将合并，且无法撤销。
mod-thread-same = 请输入另一页面的键。
mod-thread-origin = 必须位于站点的来源之一：{ $origins }。
mod-done-note = 备注已保存。
mod-done-note-deleted = 备注已删除。
mod-done-edit = 评论已编辑。
mod-done-thread = 讨论已更改。
mod-done-moved = 讨论已移动。
mod-not-replied = 你的回复尚未发表。{ $why }
mod-replied-before = 此表单已发送过一条回复。再次发送即可同时发表这一条。

## The reasons of an assessment, by code

reason-learned = 文字特征（已学习）
reason-learning = 过滤器仍在学习
reason-spam_sample = 待确认的垃圾样本
reason-text_known = 文字曾为垃圾评论
reason-text_similar = 与垃圾评论相似
reason-domain_spam = 链接到垃圾域名
reason-domain_ham = 仅有已知的良好链接
reason-author_approved = 作者曾获批准
reason-author_trusted = 作者多次获批准
reason-author_rejected = 作者的评论曾为垃圾
reason-honeypot = 填写了隐藏字段
reason-answered_at_once = 2 秒内提交
reason-answered_quickly = 4 秒内提交
reason-token_missing = 缺少表单令牌
reason-token_stale = 表单令牌已过期
reason-token_used = 表单令牌重复使用
reason-unvouched = 无令牌且作者未验证
reason-form_irregular = 表单异常
reason-proof_missing = 缺少工作量证明
reason-proof_wrong = 工作量证明错误
reason-form_alone = 仅表单可疑
reason-network_spam = 此网络有垃圾评论
reason-network_burst = 此网络评论过多
reason-text_repeated = 其他页面有相同文字
reason-flood = 评论多于平常
reason-flood_unknown = 洪水期间的未知作者
reason-queue_full = 队列已满
reason-suspect_word = 可疑词语
reason-many_links = 链接过多
reason-limits_degraded = 限制不完整
reason-akismet_spam = Akismet：垃圾评论
reason-akismet_discard = Akismet：明显垃圾
reason-akismet_failed = Akismet 没有响应
reason-hook_spam = 您的钩子：垃圾评论
reason-hook_ham = 您的钩子：正常
reason-hook_unsure = 您的钩子：不确定
reason-hook_failed = 您的钩子没有响应
reason-captcha_missing = 未回答验证码
reason-captcha_wrong = 验证码回答错误
reason-captcha_failed = 验证码服务没有响应
## Mails to moderators about waiting comments

notice-comment-subject = [{ $site }] { $author } 评论了“{ $page }”
notice-edit-subject = [{ $site }] { $author } 修改了“{ $page }”上的评论
notice-digest-subject =
    { $count ->
       *[other] [{ $site }] { $count } 条评论等待处理
    }
notice-comment-intro = { $author } 评论了“{ $page }”（{ $site }）。该评论正在等待处理。
notice-edit-intro = { $author } 修改了“{ $page }”（{ $site }）上一条已发布的评论。新内容正在等待处理。
notice-cut = 这里只显示开头；链接会显示全文。
notice-approve = 批准
notice-spam = 标记为垃圾评论
notice-trash = 移至回收站
notice-open = 在审核队列中打开
notice-open-queue = 打开整个审核队列
notice-links = 每个链接都会显示该评论并请您确认。链接仅供您本人使用，{ $days } 天内有效，请勿转发此邮件。
notice-waiting =
    { $count ->
       *[other] 有 { $count } 条评论等待处理。
    }
notice-probably-spam =
    { $count ->
       *[other] 另有 { $count } 条很可能是垃圾评论。
    }
notice-more =
    { $count ->
       *[other] 还有 { $count } 条评论在等待。
    }
notice-why = 您收到此邮件，是因为您负责管理 { $site } 的评论。
notice-off = 不再接收此类邮件
notice-unnamed = 未署名的作者
notice-reader = 一位读者
notice-withheld = 邮件服务器拒绝了这段文字。链接会显示它。
queue-feed-title = 待处理的评论：{ $site }

## The pages that the links of these mails lead to

act-approve = 批准这条评论？
act-spam = 将这条评论标记为垃圾评论？
act-trash = 将这条评论移至回收站？
act-approve-change = 批准此修改？
act-reject-change = 拒绝此修改？
act-off = 不再接收关于 { $site } 的邮件？
act-off-text = 您将不再收到关于 { $site } 待处理评论的邮件。评论仍会等待您或其他管理员处理。
act-author = { $author } 在“{ $page }”上写道：
act-changed = 在此期间，该评论已被修改或已有处理结果。请先阅读再决定。
act-approved = 评论已发布
act-marked-spam = 评论已标记为垃圾评论
act-trashed = 评论在回收站中
act-deleted = 评论已删除
act-rejected = 修改已被拒绝
act-rejected-text = 先前的内容仍保持发布。
act-decided-by = 由 { $login } 于 { $time }（UTC）决定。
act-decided-otherwise = 并非由管理员决定。
act-ended-text = 此链接已超过 { $days } 天，或者您不再管理此网站，或者您的邮箱地址已更改。如果评论仍在等待，可在队列中找到。
act-off-done = 邮件已关闭
act-off-done-text = 您不会再收到关于 { $site } 待处理评论的邮件。
act-email = 确认此邮箱地址？
act-email-text = 账户 { $login } 的等待审核评论邮件将发送到 { $email }。
act-email-button = 确认
act-email-done = 邮箱地址已确认
act-email-done-text = 等待审核评论的邮件现在发送到 { $email }。
act-email-ended = 此邮箱地址已确认或已放弃，或已输入其他地址，或链接已超过 { $days } 天。版主页面上的账户会显示哪个地址在等待确认。

## Mails

mail-sign-in-subject = 您在 { $site } 的验证码：{ $code }
mail-sign-in-body =
    有人（很可能是您本人）希望验证此邮箱地址，以便在 { $site } 发表评论。

    请在您请求验证码的地方输入以下验证码：

        { $code }

    或在同一台设备上打开以下链接：

        { $link }

    验证码和链接只能使用一次，有效期为 15 分钟。

    如果您没有发起此请求，请忽略此邮件。不会发生任何事情，没有验证码，任何人都无法登录。
mail-confirm-subject = 请确认您在 { $server } 的邮箱地址
mail-confirm-body =
    有人为 { $server } 的版主账户 { $login } 输入了此邮箱地址，用于接收等待审核评论的邮件。

    如果是您本人，请打开以下链接并确认：

        { $link }

    链接只能使用一次，有效期为 { $days } 天。

    如果不是您本人，请忽略此邮件。您不会收到其他邮件。
mail-change-subject = 您在 { $server } 的账户输入了另一个邮箱地址
mail-change-body =
    { $server } 的版主账户 { $login } 输入了另一个邮箱地址。确认后，等待审核评论的邮件将发送到该地址。

    如果不是您本人或所有者所为，请在此放弃该地址并更改密码：

        { $link }

## The pages for bans, sites, accounts and keys

mod-save = 保存
mod-saved = 已保存。
mod-add = 添加
mod-added = 已添加。
mod-remove = 移除
mod-removed = 已移除。
mod-refresh = 刷新
mod-added-by = 由 { $login } 添加，{ $time }
mod-line-error = 第 { $line } 行：{ $error }
mod-site = 站点
mod-bans = 封禁
mod-bans-empty = 没有封禁。
mod-ban-new = 添加封禁
mod-ban-of = 封禁 { $name } 这条评论的作者
mod-ban-kind = 类型
mod-kind-person = 已登录的人
mod-kind-email = 电子邮件地址
mod-kind-domain = 电子邮件域名
mod-kind-network = IP 地址或网络
mod-ban-subject = 封禁对象
mod-ban-subject-hint = 例如 eve@example.org、example.org 及其子域名、203.0.113.7 或 203.0.113.0/24。要封禁已登录的人，请从一条评论开始。
mod-ban-until = 结束时间（UTC）
mod-ban-until-hint = 留空表示永久封禁。
mod-ban-note = 备注
mod-ban-note-hint = 只有版主能看到。
mod-ban-shadow = 不告知作者
mod-ban-shadow-hint = 新评论会被接受并隐藏，而不是被拒绝。
mod-ban-shadow-tag = 不告知作者
mod-ban-also = 已有的评论
mod-ban-also-none = 保持不变
mod-ban-button = 封禁
mod-ban-exists = 该封禁已存在。
mod-ban-ends = 至 { $time }
mod-ban-permanent = 永久
mod-ban-added = 封禁已生效。
mod-ban-moved = 已移动的评论：{ $what }。
mod-ban-moving = 正在移动已有的评论：已处理 { $done }，共 { $what }。
mod-ban-lift = 解除封禁
mod-ban-lifted = 封禁已解除。
mod-sites-empty = 您没有站点。所有者可以为您分配。
mod-site-new = 添加站点
mod-site-change = 名称和来源
mod-site-name = 名称
mod-site-slug = 短名称
mod-site-slug-hint = 小写字母、数字和连字符。它是网址的一部分，以后不能更改。
mod-site-origins = 来源
mod-site-origins-hint = 每行一个，例如 https://blog.example。只有这些来源的页面可以显示评论和表单。对于预览部署，星号代替名称的一部分：https://*.preview.blog.example。
mod-site-remove = 移除 { $name }
mod-site-remove-text = 站点及其所有评论、讨论、封禁、备注、日志和设置都会被删除。此操作无法撤销。
mod-site-confirm = 请输入 { $slug } 以确认
mod-site-confirm-wrong = 请输入 { $slug } 以移除站点。
mod-flood = 自 { $time } 起评论激增：防护级别 { $step }，共 3 级。
mod-policy = 设置
mod-policy-of = { $name } 的设置
mod-policy-owners = 只有所有者可以更改这些设置。
mod-policy-conflict = 期间另一位所有者已改为：{ $value }。再次保存即可替换。
mod-part-moderation = 审核和词语
mod-part-people = 谁可以评论
mod-part-comments = 评论和表单
mod-part-limits = 限制和保留
mod-policy-moderation = 哪些等待版主审核
mod-mode-all = 所有评论
mod-mode-first = 没有已通过评论的作者的评论
mod-mode-suspect = 仅检查认为可疑的评论
mod-mode-none = 都不等待；垃圾评论仍进入垃圾文件夹
mod-policy-banned-words = 禁用词：评论会被拒绝
mod-policy-suspect-words = 可疑词：评论等待版主审核
mod-policy-words-hint = 每行一个词，最多 1,000 个。按整词匹配，不区分大小写。
mod-policy-links-max = 无需等待的链接数
mod-policy-guests = 访客无需登录即可评论
mod-policy-guest-name = 访客的姓名
mod-policy-guest-email = 访客的电子邮件地址
mod-policy-guest-website = 访客的网站
mod-rule-required = 必填
mod-rule-optional = 选填
mod-rule-hidden = 不询问
mod-policy-email-sign-in = 读者可以用电子邮件登录
mod-policy-all-providers = 提供本服务器的所有登录服务
mod-policy-providers = 否则仅提供这些
mod-policy-text-min = 最短评论（字符）
mod-policy-text-max = 最长评论（字符）
mod-policy-depth-max = 回复层级
mod-policy-close-after = 讨论关闭前的天数
mod-policy-close-after-hint = 从第一条评论算起。留空则讨论保持开放。
mod-policy-edit-window = 作者可修改或删除的时间（秒）
mod-policy-edit-window-hint = 900 为 15 分钟；0 表示从不。
mod-policy-edits = 已发布评论的修改等待审核期间
mod-edits-keep = 显示已发布的文字
mod-edits-hide = 不显示该评论
mod-policy-language = 面向读者的页面、消息和邮件的语言
mod-language-name = 中文
mod-policy-privacy = 隐私说明页面
mod-policy-privacy-hint = 每个表单都会链接到此网址。留空则没有链接。
mod-policy-limits = 发布限制（内置限制的百分比）
mod-policy-limits-hint = 50 为减半，200 为加倍。
mod-policy-ham-lost = 每 1,000 条正常评论中可误入垃圾文件夹的数量
mod-policy-spam-published = 每 100 条垃圾评论中可被发布的数量
mod-policy-pending-max = 等待审核的评论上限
mod-policy-pending-hint = 超出后，最可能的垃圾评论进入垃圾文件夹，但已验证作者的评论绝不会。
mod-policy-pending-network = 同一网络等待审核的评论上限
mod-policy-spam-days = 垃圾评论保留天数
mod-policy-trash-days = 回收站保留天数
mod-policy-days-hint = 0 表示永久保留。
mod-preview = 预览
mod-preview-title = 按这些设置，最近 { $count } 条读者评论中
mod-preview-held = 会等待版主审核：{ $count }
mod-preview-refused = 会被拒绝：{ $count }
mod-preview-filed = 会进入垃圾文件夹：{ $count }
mod-preview-published = 会立即发布：{ $count }
mod-preview-cut = 只列出最新的。
mod-preview-unsaved = 尚未保存任何内容。
mod-people = 账户
mod-person-new = 添加版主
mod-person-self = 您
mod-person-no-sites = 没有站点
mod-person-sites = 版主的站点
mod-person-remove = 移除 { $login }
mod-person-remove-text = 账户会被删除，其会话和 API 密钥立即失效。已发布的评论和日志会保留。
mod-account = 账户 { $login }
mod-profile = 名称、角色和站点
mod-profile-owners = 只有所有者可以更改。
mod-display-name = 显示名称
mod-display-name-hint = 显示在该版主的评论旁。没有时，读者看到站点名称。
mod-login-hint = 字母、数字、点、下划线和连字符。读者看不到它。
mod-role = 角色
mod-role-owner = 所有者
mod-role-moderator = 版主
mod-role-hint = 所有者可以在所有站点上做任何事；版主审核下面所选的站点。
mod-email-hint = 用于接收等待审核评论的邮件。留空则不发送邮件。
mod-email-refused = 邮件服务器拒绝了此地址，因此不发送邮件。请更正，或在其可用后再次保存。
mod-email-waits = { $email } 等待确认：请打开发送到该地址的邮件中的链接。
mod-email-in-use = 在此之前，邮件发送到 { $email }。
mod-email-no-use = 在此之前不发送邮件。
mod-email-send-again = 再次发送邮件
mod-email-sent = 邮件已再次发送。
mod-email-drop = 放弃此邮箱地址
mod-email-dropped = 新邮箱地址已放弃。
mod-already-gone = 该项已不存在：之前已被移除。
mod-unsent = 此文本尚未发送。请先发送或取消。
mod-email-none-waits = 没有等待确认的邮箱地址。
mod-email-no-mail = 此服务器不发送邮件，因此无法确认邮箱地址。请联系服务器运营者。
mod-notices = 关于等待审核评论的邮件
mod-notice-mode = 关于 { $site } 的邮件
mod-notice-off = 不发送
mod-notice-each = 每条评论立即发送
mod-notice-hourly = 每小时最多一封
mod-notice-daily = 每天最多一封
mod-notice-more-than = 等待数超过下面的数字时，每天最多一封
mod-notice-number = { $site } 上不发邮件时可等待的数量
mod-password-change = 更改密码
mod-password-hint = 至少 15 个字符，且不易被猜到。
mod-password-ends = 这会结束您的所有其他会话。
mod-password-reset = 这会结束该账户的所有会话并移除其电子邮件地址，因为他人可能曾有访问权限。
mod-password-set = 密码已更改。
mod-current-password = 当前密码
mod-current-password-wrong = 这不是您的当前密码。
mod-new-password = 新密码
mod-api-keys = API 密钥
mod-next-entries = 后面的条目
mod-keys-empty = 没有 API 密钥。
mod-key-new = 创建密钥
mod-key-label = 标签
mod-key-label-hint = 密钥的用途，例如某个程序。
mod-key-may = 密钥的权限
mod-key-all = 您能做的一切
mod-key-feed = 读取 { $site } 的订阅源
mod-key-created = { $label } 的密钥
mod-key-once = 请立即复制：它只显示这一次。
mod-key-used = 上次使用 { $time }
mod-key-unused = 从未使用
mod-key-revoke = 吊销
mod-key-revoked = 密钥已吊销。
policy-range = 必须在 { $low } 和 { $high } 之间。
policy-words-many = 最多 { $max } 个词（现有 { $count } 个）。请删除一些。
policy-word-length = 每个词为 1 至 { $max } 个字符（现有 { $count } 个）。

## Refusals of the moderators’ pages and their API

missing-site = 没有这个站点，或您无权查看。
missing-moderator = 没有这个账户，或您无权查看。
missing-ban = 没有这条封禁，或您无权查看。
missing-key = 没有这个密钥，或您无权查看。
missing-batch = 没有这个决定，或您无权查看。
missing-thread = 此页面没有评论，或您无权查看。
missing-comment = 没有这条评论，或您无权查看。
missing-note = 没有这条备注，或您无权查看。
missing-file = 没有这个文件，或您无权查看。
site-exists = 已存在使用此短名称的站点。
site-unknown = 没有使用此短名称的站点。
slug-empty = 请输入站点的短名称。
slug-characters = 站点的短名称只能包含 a–z、0–9 和连字符。
slug-too-long = 站点的短名称最多 { $max } 个字符（当前为 { $count } 个）。
login-empty = 请输入登录名。
login-characters = 登录名只能包含 a–z、0–9、点、下划线和连字符。
login-too-short = 登录名至少需要 { $min } 个字符。
login-too-long = 登录名最多 { $max } 个字符（当前为 { $count } 个）。
password-too-short = 密码至少需要 { $min } 个字符。几个互不相关的词效果很好。
password-too-long = 密码最多 { $max } 字节。
password-too-common = 密码太容易被猜到。请使用几个互不相关的词。
moderator-name-taken = 另一个账户已使用此显示名称或相似的名称。请选择其他名称。
moderator-exists = 已存在使用此登录名的账户。
moderator-last-owner = 无法移除或降级最后一个所有者。请先将另一位版主设为所有者。
key-label-invalid = 标签必须为 1 到 100 个字符，且不含控制字符。
setup-over = 设置令牌错误、已过期或已使用。请重启服务器以获取新令牌。
ban-person = 必须是一个人的 id（UUID）。
ban-domain = 必须是域名，例如 spam.example。
ban-network = 必须是 IP 地址或网络，例如 203.0.113.0/24。
ban-network-large = 网络过大：允许的最短前缀为 { $prefix }。
ban-until-past = 必须是将来的时间。永久封禁请留空。
filter-network = 必须是 IPv4 /24 或 IPv6 /48 网络，或其中的 IP 地址。
filter-from-after = 必须早于时间段的结束。
pinned-invalid = 必须是此页面上一条已通过且不是回复的评论的 id。
origin-empty = 请输入站点的源，例如 https://example.org。
origin-invalid = 源由协议、主机和可选端口组成，例如 https://example.org。
origin-wildcard = 通配符源必须以 https://*. 开头，且不能有其他星号，例如 https://*.blog.pages.dev。
origin-public-suffix = 任何人都可以在此域名下拥有主机。请加上您的项目名称，例如 https://*.blog.pages.dev。
origins-exact = 站点需要一个不含通配符的源，例如 https://blog.example：读者会被重定向到那里。
origins-too-many = 站点最多有 { $max } 个源（当前为 { $count } 个）。
policy-providers = 最多 100 个提供方 id，例如 github。
notice-number-required = 请输入在不发送邮件的情况下可以等待的评论数。
notice-number-extra = 数字仅用于等待数超过它时发送的邮件。请留空。
batch-running = 仍在进行中（{ $total } 条评论中的 { $done } 条）。结束后再撤消。
api-key-only-session = API 密钥不能执行此操作。请使用密码登录。
