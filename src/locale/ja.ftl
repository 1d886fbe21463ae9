# Texts for readers in Japanese.

## Titles of problems, by code

title-malformed = リクエストの形式が正しくありません
title-wrong_host = ホスト名が正しくありません
title-unauthorized = 認証情報がないか、無効です
title-wrong_password = ログイン名またはパスワードが正しくありません
title-wrong_code = コードが正しくありません
title-forbidden = 許可されていません
title-thread_closed = コメントの受付は終了しました
title-identity_required = コメントするにはログインしてください
title-banned = コメントは許可されていません
title-edit_window_over = 変更できる期間は終了しました
title-not_found = 見つかりません
title-method_not_allowed = 許可されていないメソッドです
title-not_acceptable = 対応できる形式がありません
title-timeout = リクエストに時間がかかりすぎました
title-conflict = その間に変更されました
title-duplicate = すでに投稿されています
title-exists = すでに存在します
title-in_progress = まだ処理中です
title-too_large = サイズが大きすぎます
title-uri_too_long = URL が長すぎます
title-unsupported_media_type = 対応していないメディアタイプです
title-invalid = 入力内容に誤りがあります
title-idempotency_mismatch = キーは別のリクエストで使用されています
title-too_fast = リクエストが多すぎます
title-flooded = 現在、ゲストのコメントは受け付けていません
title-headers_too_large = ヘッダーが大きすぎます
title-internal = 内部エラー
title-unavailable = 現在利用できません
title-too_slow = 検索に時間がかかりすぎました
title-outcome_unknown = 保存されたかどうか不明です

## Details of problems, by code: what happened and what to do

problem-malformed = リクエストを読み取れませんでした。もう一度送信してください。
problem-wrong_host = このサーバーでは、そのホスト名は使用できません。
problem-unauthorized = ログインしていないか、セッションが終了しています。もう一度ログインしてください。
problem-wrong_password = ログイン名またはパスワードが正しくありません。
problem-wrong_code = コードが間違っているか、使用済みか、発行から 15 分を過ぎているか、入力された回数が多すぎます。新しいコードをリクエストしてください。
problem-forbidden = この操作は許可されていません。
problem-thread_closed = このページのコメントの受付は終了しました。
problem-thread-locked = このページのコメントはロックされているため、編集できません。
problem-identity_required = このサイトでは、ログインしている方のコメントのみを受け付けています。ログインして、コメントをもう一度送信してください。
problem-banned = コメントを受け付けることができません。
problem-edit_window_over = このコメントを変更できる期間は終了しました。
problem-not_found = ここには何もないか、閲覧する権限がありません。
problem-method_not_allowed = この URL はこのメソッドに対応していません。
problem-not_acceptable = リクエストされた形式はいずれもここでは利用できません。
problem-timeout = 送信内容が時間内に届きませんでした。もう一度送信してください。
problem-conflict = その間に内容が変更されました。再読み込みしてから判断してください。
problem-duplicate = この文章はすでにここに投稿されています。もう一度送信する必要はありません。
problem-exists = この名前の項目はすでに存在します。
problem-in_progress = 同じリクエストがまだ処理中です。しばらくしてからもう一度お試しください。
problem-too_large = 送信内容が、このサーバーで受け付けられるサイズを超えています。文章を短くして、もう一度送信してください。
problem-uri_too_long = リクエストの URL が長すぎます。
problem-unsupported_media_type = フォームが、このサーバーで受け付けられない形式で送信されました。
problem-invalid = 印の付いた項目を修正してください。
problem-invalid-fields = 次の項目を修正してください：{ $fields }。
problem-idempotency_mismatch = このキーはすでに別のリクエストで使用されています。
problem-too_fast = リクエストが多すぎます。{ wait-time }後にもう一度お試しください。
problem-flooded = このサイトには通常よりはるかに多くのコメントが届いているため、ログインしていない方のコメントは受け付けていません。ログインするか、{ wait-time }後にもう一度送信してください。
problem-headers_too_large = リクエストのヘッダーが大きすぎます。
problem-internal = サーバー側で問題が発生しました。後でもう一度お試しください。
problem-unavailable = 一時的に利用できません。しばらくしてからもう一度お試しください。
problem-too_slow = 処理に 5 秒以上かかったため、中止しました。検索条件を絞り込んでください（サイト、ステータス、ページのいずれかを 1 つ選ぶか、日数を減らしてください）。
problem-outcome_unknown = 保存されたかどうかがわかりません。もう一度送信する前に、ページを確認してください。

problem-no-site = そのようなサイトはここにはありません。このフォームがあるページで間違ったサイトが指定されています。ページの作成者が修正できます。
problem-no-parent = 返信先のコメントはもう存在しません。新しいコメントとして投稿するか、別のコメントに返信してください。
problem-no-comment = そのようなコメントは存在しないか、閲覧する権限がありません。
problem-comment-gone = このコメントは削除されました。
problem-no-provider = このログイン方法はここでは利用できません。
problem-no-mail-sign-in = メールによるログインはここでは利用できません。
problem-form-broken = フォームが送信中に破損しました。不正なパーセント記号、または読み取れない部分が含まれています。
problem-form-many-fields = フォームのフィールドが { $max } 個を超えています。
problem-own-page-only = このフォームは、このサーバーのページからのみ送信できます。ページを開いて、もう一度お試しください。
problem-signed-out = ログアウトしているか、別のサイトにログインしています。もう一度ログインしてください。入力した内容は失われません。
problem-no-edit-token = この操作は投稿した本人のみが行えます。コメントの編集用トークンを送信するか、ログインしてください。
problem-wrong-edit-token = この編集用トークンは、このコメントのものではありません。
problem-right-ended = モデレーターとしてここに投稿する権限が、たった今失われました。読者としてコメントをもう一度送信してください。
problem-published-by-moderator = このコメントはモデレーターが公開したものです。そのモデレーターのトークンまたは連携したセッションで変更するか、削除してください。
problem-handover = コードが間違っているか、使用済みか、発行から 1 分を過ぎているか、別のページ用のものです。もう一度ログインしてください。

wait-time = { $unit ->
    [hour] { $wait ->
       *[other] { $wait } 時間
    }
    [minute] { $wait ->
       *[other] { $wait } 分
    }
   *[second] { $wait ->
       *[other] { $wait } 秒
    }
}

## Exceeded limits, by limit

limit-comments = 短時間に複数のコメントが送信されました。{ wait-time }待ってから、もう一度送信してください。
limit-network = ご利用のネットワークから多数のコメントが届いています。{ wait-time }待ってから、もう一度送信してください。
limit-site = 現在、多数のコメントが送信されています。{ wait-time }待ってから、もう一度送信してください。
limit-mail = コードのリクエストが多すぎます。{ wait-time }後にもう一度お試しください。
limit-sign-in = ログインの試行回数が多すぎます。{ wait-time }後にもう一度お試しください。
limit-my-data = 短時間に何度もリクエストされました。{ wait-time }後にもう一度お試しください。
limit-reading = リクエストが多すぎます。{ wait-time }後にもう一度お試しください。

## Names of fields

label-text = コメント
label-name = 名前
label-email = メールアドレス
label-website = サイト
label-page = ページ
label-parent_id = 返信先のコメント
label-code = コード

## What is wrong with a field

field-required = この項目は必須です。
field-type-text = 文字列で指定してください。
field-type-boolean = true または false で指定してください。
field-type-integer = 整数で指定してください。
field-type-number = 数値で指定してください。
field-type-list = リストで指定してください。
field-type-object = オブジェクトで指定してください。
field-unknown = 不明なフィールドです。使用できるフィールド：{ $known }。
field-unknown-none = 不明なフィールドです。ここではフィールドを受け付けません。
field-id = 有効な ID ではありません。
field-time = 2026-11-24T05:10:23Z のような形式で時刻を指定してください。
field-one-of = 次のいずれかを指定してください：{ $choices }。
field-too-short = { $min } 文字以上で指定してください。
field-too-long = { $max } 文字以内で指定してください（現在 { $count } 文字）。
field-too-few = { $min } 件以上指定してください。
field-too-many = { $max } 件以内で指定してください（現在 { $count } 件）。
field-too-small = { $min } 以上の値を指定してください。
field-too-large = { $max } 以下の値を指定してください。
field-twice = 同じ項目が 2 回指定されています。
field-nul = 文字 U+0000 は保存できないため、含めることができません。
field-parameter = このパラメーターは必須です。
parameter-too-short = { $min } 文字以上で指定してください。
parameter-too-long = { $max } 文字以内で指定してください。
parameter-too-many = { $max } 件以内で指定してください。
parameter-integer = 範囲内の整数で指定してください。
parameter-other = この値は使用できません。
field-body-object = 本文はオブジェクトで指定してください。
field-shape = 本文の構造がドキュメントと異なります。

text-empty = コメントを入力してください。
text-too-short = コメントは { $min ->
   *[other] { $min } 文字以上
}必要です（現在 { $count } 文字）。もう少し書いてください。
text-too-long = コメントは { $max } 文字以内です（現在 { $count } 文字）。短くしてください。
text-too-many-bytes = コメントは { $max } バイト以内です（現在 { $count } バイト）。短くしてください。
text-too-many-lines = 文章は { $max } 行以内です。改行を減らしてください。
text-too-many-marks = 1 つの文字に { $max } 個を超えるアクセント記号が付いています。減らしてください。
text-banned-word = このサイトでは「{ $word }」を含むコメントは受け付けていません。
text-shows-nothing = Markdown の記号しかないため、空のコメントとして表示されます。文章を入力するか、最初の文字の前にバックスラッシュを付けてください。
page-missing = どのページについてのコメントかを指定してください。
page-placeholder = このページのテンプレートが設定されていないため、コメントの対象となるページがありません。ページの作成者が修正できます。ここには /2026/my-post のようなページのパスを指定します。
page-control = このページのキーに目に見えない文字が含まれているため、コメントの対象となるページがありません。ページの作成者が修正できます。
page-too-long = ページのキーは { $max } バイト以内です（現在 { $count } バイト）。ページの作成者が短くできます。

name-empty = 名前を入力してください。
name-too-long = 名前は { $max } 文字以内です（現在 { $count } 文字）。短くしてください。
name-reserved = この名前はサイトが使用しています。別の名前を選んでください。
title-empty = タイトルを入力してください。
title-too-long = タイトルは { $max } 文字以内です（現在 { $count } 文字）。

email-empty = メールアドレスを入力してください。
email-too-long = メールアドレスは { $max } 文字以内です（現在 { $count } 文字）。入力ミスがないか確認してください。
email-local-too-long = @ より前の部分は { $max } 文字以内です（現在 { $count } 文字）。入力ミスがないか確認してください。
email-control = メールアドレスにタブまたは改行が含まれています。削除してください。
email-no-at = メールアドレスには、name@example.org のように @ が必要です。
email-many-at = メールアドレスに使用できる @ は 1 つだけです。アドレスを 1 つだけ入力してください。
email-no-local = @ の前に何もありません。アドレス全体を入力してください。
email-not-ascii = @ の前に使用できる文字は、アクセント記号のない半角英字のみです。
email-blank = @ の前にスペースは使用できません。name@example.org のように、アドレスだけを入力してください。
email-character = @ の前に「{ $character }」は使用できません。name@example.org のように、アドレスだけを入力してください。
email-dot = @ の前のドットの位置が正しくありません。
email-encoded = これはエンコードされた文字列で、メールアドレスではありません。アドレスそのものを入力してください。
email-domain = @ の後が example.org のようなドメインではありません。入力ミスがないか確認してください。
email-not-proved = 先にこのメールアドレスの確認が必要です。上で連携してください。

website-empty = サイトの URL を入力してください。
website-too-long = サイトの URL は { $max } バイト以内です（現在 { $count } バイト）。短くしてください。
website-invalid = サイトの URL ではありません。https://example.org のように入力してください。
website-control = URL に目に見えない文字が含まれています。貼り付けずに、直接入力してください。
website-blank = サイトの URL にスペースは使用できません。
website-userinfo = ここでは、サイトの URL にユーザー名やパスワードを含めることはできません。@ より前の部分を削除してください。
website-host = サイトの URL ではありません。ホスト名を確認してください。

## Warnings: fields that were repaired or ignored

warning-unknown = そのようなフィールドはないため、無視されました。
warning-repeated = フォームからこのフィールドが複数回送信されました。最初の値が使用されます。
warning-file = このサーバーはファイルを受け付けないため、フィールドは無視されました。
warning-ignored = { $fault }この値は無視されました。
warning-page = ページが指定されていないため、コメントはフォームの送信元のページに属します。
warning-parent = コメントの ID ではないため、このコメントは返信になりません。
warning-origin-moved = サイトのオリジン上にないため、{ $origin } に変更されました。
warning-origin-ignored = サイトのオリジン上にないため、無視されました。サイトのオリジン：{ $origins }。
warning-url-page = この URL は `page` とは別のページを指しているため、このスレッドでは考慮されません。
warning-subscribe = このサーバーは返信の通知メールを送信しないため、フィールドは無視されました。
warning-signed-in = 投稿者がログインしているため、フィールドは無視されました。
warning-not-asked = このサイトでは求められていないため、フィールドは無視されました。
warning-token = このトークンはこのフォームのものではないため、コメントはトークンなしとして扱われました。
warning-solution = フォームの課題に対する解答ではないため、無視されました。

author-not-asked = ログインしています。この項目を省略するか、先にログアウトしてください。

## The answer to a comment

posted-approved = ありがとうございます。コメントが公開されました。
posted-pending = ありがとうございます。コメントは承認待ちです。
notice-pending = ありがとうございます。コメントは承認待ちです。承認されるとここに表示されます。

## The form

reply-heading = コメントを残す
reply-heading-to = { $name } さんに返信する
reply-cancel = 返信をキャンセル
reply-required = （必須）
reply-text = コメント
reply-name = 名前
reply-email = メールアドレス（公開されません）
reply-website = サイト
reply-honeypot = ここは空欄のままにしてください
reply-button = コメントを送信
reply-closed = コメントの受付は終了しました。
reply-locked = コメントはロックされています。新しいコメントも編集もできません。
reply-details = 以下に情報を入力するか、アイコンをクリックしてログインしてください：
reply-another-account = 別のアカウントでログインするには、アイコンをクリックしてください：
reply-account = { $kind ->
    [email] { $name } としてメールアドレスでコメントしています。
   *[other] { $name } として { $provider } アカウントでコメントしています。
}
reply-log-out = ログアウト
reply-change = 変更
reply-by-email = メール

refused-nothing-lost = 入力した内容は失われていません。フォームに残っています。
refused-your-text = 入力した文章
refused-copy = コメントは投稿されませんでした。入力した文章を以下に表示しますので、必要に応じてコピーしてください：
refused-too-large-to-show = 送信内容は保存されませんでした。大きすぎるため、ここには表示できません。ブラウザーで前のページに戻ってください。文章はフォームに残っているはずです。
refused-no-text = ブラウザーで前のページに戻って、もう一度お試しください。
refused-back = ページに戻る

## The comments of a page

thread-count = { $count ->
   *[other] { $count } 件のコメント
}
thread-empty = まだコメントはありません。
thread-removed = このコメントは削除されました。
thread-nameless = 匿名
thread-edited = 編集済み
thread-reply = 返信
thread-reply-to = { $name } さんに返信
thread-more = さらにコメントを表示

## The script of the form

script-unreachable = サーバーが応答しません。入力した文章はここに残っています。
script-keep = このアカウントを使い続ける
script-or = { $keep }か、アイコンをクリックして別のアカウントでログインしてください：
script-connecting = { $provider } に接続しています…
script-here = 代わりにこのページでログイン
script-cancel = キャンセル
script-cancelled = ログインしませんでした。
script-failed = うまくいきませんでした。ログインしていません。

## Signing in

sign-in-heading = { $site } にログイン
sign-in-asked = { $provider } アカウントで { $site } にログインし、その後 { $back } に移動します。心当たりがない場合は、このページを閉じてください。
sign-in-continue = { $provider } に進む
sign-in-connecting = { $provider } に接続しています…
sign-in-wait = まもなくページが表示されます。
sign-in-done = ログインしました
sign-in-window = このウィンドウは自動的に閉じます。閉じない場合は、{ $site } に戻ってください。
sign-in-back = { $site } に戻る
sign-in-mail-asked = { $email } がご自身のメールアドレスであることが確認されました。{ $back } に移動します。リクエストした覚えがない場合は、このページを閉じてください。
sign-in-button = ログイン
sign-in-this-server = このサーバー
sign-in-the-provider = ログインサービス
sign-in-mail = メール
sign-in-data-deleted = データは削除されました
sign-in-data-deleted-text = { $day } に、{ $provider } からアカウントに関するデータの削除がリクエストされました。データは、{ $provider } が応答を受け取る前に削除されました。

sign-in-text-kept = 入力した文章はフォームに残っています。
sign-in-cancelled = { $provider } でログインしませんでした
sign-in-cancelled-text = もう一度試すか、別の方法を選んでください。
sign-in-not-offered = { $provider } はここでは利用できません
sign-in-not-offered-text = 別のログイン方法を選んでください。
sign-in-no-answer = { $provider } から応答がありませんでした
sign-in-no-answer-text = 後でもう一度試すか、別の方法を選んでください。
sign-in-untrusted = { $provider } からの応答は信頼できません
sign-in-untrusted-text = ログインしていません。もう一度試すか、別の方法を選んでください。
sign-in-misconfigured = { $provider } がこのサーバーを受け付けません
sign-in-misconfigured-text = 理由は、このサーバーの運営者がログで確認できます。別の方法を選んでください。
sign-in-ended = このログイン手続きは終了しました
sign-in-ended-text = 別のブラウザーで開始されたか、開始から時間がたちすぎているか、すでに使用されています。戻って最初からやり直してください。
sign-in-unreadable = { $provider } からの応答を読み取れません
sign-in-unreadable-text = 戻って最初からやり直すか、別の方法を選んでください。
sign-in-taken = このアカウントは、ここでは別の人のものです
sign-in-taken-text = この { $provider } アカウントは、ここではすでに別の人と連携しています。先にそのアカウントでログインして、連携を解除してください。
sign-in-unavailable = 現在利用できません
sign-in-unavailable-text = しばらくしてからもう一度お試しください。

sign-in-challenge-needed = フォームの challenge を送信してください。省略できるのはこのサーバーのページだけです。
sign-in-challenge = SHA-256 をパディングなしの base64url で送信してください（43 文字）。
sign-in-verifier-length = 43～128 文字で指定してください（現在 { $got } 文字）。SHA-256 が challenge と一致する verifier を送信してください。
sign-in-verifier-characters = 使用できるのは A–Z、a–z、0–9、ハイフン、ピリオド、アンダースコア、チルダのみです（RFC 7636、4.1 節）。
sign-in-return-to = パスに別の URL を含まない、{ $origins } 上の URL を指定してください。
sign-in-page = パスに別の URL を含まない、サイトのオリジン上の URL を指定してください。

mail-announced = このメールアドレスでメールを受信できる場合は、まもなくコードが届きます。有効期間は 15 分です。
mail-announced-to = { $email } でメールを受信できる場合は、まもなくコードが届きます。有効期間は 15 分です。
mail-wrong-code = コードが間違っているか、発行から 15 分を過ぎているか、入力された回数が多すぎます。
mail-attempt = 有効な `attempt` ではありません。受け取ったとおりに送信するか、省略してください。

## A commenter's own page

me-title = あなたのコメントとデータ
me-intro = ログインすると、このサーバーが保持しているあなたに関する情報を確認・変更できます。アカウントなしでコメントした場合は、入力したメールアドレスを確認してください。そのアドレスで書かれたものをすべて管理できるようになります。
me-sign-in-with = { $provider } でログイン
me-signed-in = { $kind ->
    [email] { $name } としてメールアドレスでログインしています。
   *[other] { $name } として { $provider } アカウントでログインしています。
}
me-sign-out = ログアウト
me-offer = { $count ->
   *[other] このメールアドレスが確認される前に、{ $email } で { $count } 件のコメントが書かれました。このアドレスは誰でも入力できたため、ご自身が書いた場合にのみ、自分のコメントとして登録してください。
}
me-claim = { $count ->
   *[other] 自分のコメントとして登録
}
me-profile = 名前とサイト
me-picture = あなたの画像
me-name = コメントの横に表示される名前
me-website = 名前とともに表示されるサイト
me-change = 変更
me-accounts = アカウント
me-accounts-text = どのアカウントでログインしても、ここでは同じ人として扱われます。
me-last-used = 最終使用日：{ $day }
me-unlink = 連携を解除
me-unlink-here = 連携を解除してここからログアウト
me-link = { $provider } アカウントを連携
me-sessions = ログイン中の場所
me-this-page = このページ
me-session = { $place }、{ $provider } でログイン、最終使用日：{ $day }
me-here = （現在）
me-end = 終了
me-end-others = 他のセッションをすべて終了
me-data = あなたのデータ
me-download = 保持されている自分の情報をすべてダウンロード
me-erase-text = このサーバーのすべてのサイトで、保持されている自分の情報をすべて消去します。他の人の返信は残ります。
me-your-comments = あなたのコメント
me-anonymise = 自分のコメントを残す（自分を特定できる情報はすべて除く）
me-delete = 自分のコメントを削除する
me-sure = この操作は元に戻せないことを理解しました
me-erase = 自分の情報を消去
me-code = メールに記載されたコード
me-link-this = このメールアドレスを連携
me-link-email = メールアドレスを連携
me-email = メールで届くコードでログイン
me-send-code = コードをメールで送信

me-moderator = モデレーターとして返信
me-moderator-linked = このセッションは { $day } にモデレーター { $login }（表示名：{ $name }）と連携されました。モデレーターを務めるサイトに連携済みのセッションで投稿すると、あなたの役割とともにすぐに公開されます。
me-moderator-end = すべての連携を終了
me-moderator-more = その後に開始したセッションを連携
me-moderator-link = セッションをモデレーターアカウントと連携
me-moderator-text = このサーバーのブログのモデレーター向けの機能です。まずブログでログインしてから、モデレーターアカウントのログイン名とパスワードをここに入力してください。以下に表示されている各セッションは終了するまで連携され、モデレーターのトークンを保持することはありません。
me-moderator-login = モデレーターのログイン名
me-moderator-password = モデレーターのパスワード
me-moderator-button = 自分のセッションを連携
me-moderator-session = モデレーターアカウントと連携済み

me-done-profile = 名前とサイトを変更しました。今後のコメントに反映されます。
me-done-unlinked = アカウントの連携を解除し、そのアカウントで開始したセッションを終了しました。
me-done-ended = セッションを終了しました。
me-done-others = 他のセッションをすべて終了しました。
me-done-linked = セッションを連携しました。これらのセッションで自分のサイトに投稿すると、すぐに公開されます。
me-done-unlinked-moderator = モデレーターと連携しているセッションはなくなりました。
me-done-adopted = これらのコメントはあなたのものになりました。
me-done-out = ログアウトしました。
me-done-over = セッションが終了しました。もう一度ログインしてください。
me-done-erased = 保持されていたあなたの情報をすべて消去しました。
me-last-account = これは、ここであなたを識別できる最後のアカウントです。アカウントがなくなると、あなたとコメントを結び付けるものがなくなります。先に別のアカウントを連携するか、すべてを消去してください。
me-not-linked = このアカウントはもう連携されていません。
me-no-session = これはあなたのセッションではありません。
me-choose = コメントをどうするかを選んでください。
me-confirm = 実行してよいか確認してください。この操作は元に戻せません。

## The embedded thread

# The headline above the comments of a page with a title.
thread-heading = { $count ->
    [0] 「{ $title }」へのコメントはまだありません
   *[other] 「{ $title }」への { $count } 件のコメント
}
# Invites readers to write the first comment of a page.
thread-invite = まだコメントはありません。感想をお聞かせください。
thread-page-title = 「{ $title }」へのコメント
thread-oldest = 古い順
thread-newest = 新しい順
thread-in-reply-to = { $name } さんへの返信
thread-role-moderator = モデレーター
# The badge beside the name of the person whose blog it is.
thread-role-owner = 著者
# The badge of the comment that is shown first.
thread-pinned = 固定
thread-edit = 編集
thread-edit-own = 自分のコメントを編集
thread-delete = 削除
thread-delete-own = 自分のコメントを削除
thread-delete-question = この操作は元に戻せません。コメントを削除しますか？
thread-cancel = キャンセル
thread-save = 保存
thread-deleted = コメントを削除しました。
thread-saved = 変更を保存しました。
thread-pending = 承認待ちです。このコメントはあなたにだけ表示されています。
thread-edit-pending = 変更は承認待ちです。承認されるまで、他の人には変更前の文章が表示されます。
thread-in-review = このコメントは編集され、承認を待っています。
thread-missing = このコメントは表示できなくなりました。
thread-earlier = 以前のコメント
thread-load-failed = コメントを読み込めませんでした。
thread-retry = 再試行

## The embedded form

form-preview = プレビュー
form-preview-title = コメントのプレビュー
form-continue = 入力を続ける
form-sending = 送信しています…
form-format = *強調*、**太字**、`コード`、> 引用、リスト、リンクを使用できます。
form-draft = 入力した文章は、投稿するまでこのブラウザーに保存されます。
form-remember = 次回のコメントで使用するため、このブラウザーに名前、メールアドレス、サイトを保存する。
form-offline = オフラインです。入力した文章はここに保存されています。接続が回復したら送信してください。
form-not-sent = コメントを送信できませんでした。入力した文章はここに残っています。
form-send-again = もう一度送信
form-now = コメントを送信できるようになりました。
# Shown while the browser computes a proof of work.
form-proof = スパムを防ぐための小さな処理をブラウザーで実行しています：{ $percent }%
form-left = 残り文字数：{ $count }
form-privacy = プライバシーポリシー
form-sign-in-needed = コメントするにはログインしてください。
form-sign-in-with = { $provider } でログイン
form-email-intro = メールアドレスを入力してください。コードがメールで届きます。パスワードは必要ありません。
form-new-code = 新しいコードをメールで送信
form-signed-in = { $name } としてログインしています。
form-signed-out = ログアウトしました。

## The comments of a person on their own page

me-comments-title = あなたが書いたコメント
me-comments-empty = まだコメントを書いていません。
me-comments-more = 以前のコメント
me-on-page = ページ：{ $page }
me-status-approved = 公開済み
me-status-pending = 承認待ち
me-change-until = { $time } まで変更できます。

## The moderators’ pages

mod-title = モデレーション
mod-sign-in = モデレーションにログイン
mod-resend-text = 何も変更されていません。入力内容はこのページに残っています。新しいタブでサインインし、戻ってからもう一度送信してください。パスワードは再入力が必要です。
mod-login = ログイン名
mod-password = パスワード
mod-sites = サイト
mod-all-sites = すべてのサイト
mod-folders = フォルダー
mod-folder-review = 要確認
mod-folder-probably-spam = おそらくスパム
mod-folder-approved = 承認済み
mod-folder-spam = スパム
mod-folder-trash = ゴミ箱
mod-folder-all = すべてのフォルダー
mod-search = 本文・名前・メールアドレスを検索
mod-search-button = 検索
mod-reason = 理由
mod-any-reason = すべての理由
mod-order-score = スコア順
mod-filter-network = ネットワーク { $network }
mod-filter-email-domain = メール { $domain }
mod-filter-page = ページ { $page }
mod-filter-remove = この絞り込みを外す
mod-filter-reset = このフォルダーをすべて表示
mod-empty = ここにはコメントがありません。
mod-search-incomplete = アップグレード後、古いコメントの検索準備がまだ続いています。一部が見つからないことがあります。
mod-overflowed = 過去 7 日間に待ち行列が満杯のためスパムに移動：{ $what }
mod-parts = 一覧のページ
mod-next = 次のコメント
mod-first = 先頭へ
mod-select = { $name } のコメントを選択
mod-select-all = このページをすべて選択
mod-selected = 選択したコメント：
mod-approve = 承認
mod-spam = スパム
mod-trash = ゴミ箱へ
mod-hold = 保留
mod-restore = 要確認に戻す
mod-delete = 完全に削除
mod-undo = 元に戻す
mod-context = 前後を見る
mod-on-page = ページで見る
mod-done-approve = 承認しました：{ $what }。
mod-done-hold = 要確認に戻しました：{ $what }。
mod-done-spam = スパムにしました：{ $what }。
mod-done-trash = ゴミ箱に移しました：{ $what }。
mod-done-delete = 完全に削除しました：{ $what }。
mod-done-rejected = 変更を却下しました：{ $what }。以前の文章が公開されたままです。
mod-done-undo = 元に戻しました：{ $what }。
mod-replied = 返信を公開しました。
mod-skip-conflict = その間に変更されたため、何もしていません：{ $what }。
mod-skip-unchanged = すでに同じ判断です：{ $what }。
mod-skip-not-found = もう存在しません：{ $what }。
mod-skip-erased = 完全に削除されており変更できません：{ $what }。
mod-skip-unavailable = データベースが応答しなかったため未処理です：{ $what }。もう一度お試しください。
mod-decision = { $login }：{ $action }、{ $time }。
mod-record = 他のコメント：承認 { $approved }、スパム { $spam }、ゴミ箱 { $trash }
mod-new-author = 初めてのコメント
mod-verified-email = メールアドレス確認済み
mod-verified-account = { $provider } でログイン
mod-unverified = 未確認
mod-title-claimed = 未確認の題名
mod-edit-waits = 公開済みのコメントが変更されました。承認すると新しい本文を公開し、スパムとゴミ箱は変更だけを破棄します。
mod-old-text = 公開中の本文
mod-new-text = 新しい本文
mod-why = 理由、スコア { $score }
mod-holds = 保留
mod-all-matching = 一致するすべてを処理
mod-all-matching-text = このフォルダーで検索と絞り込みに一致する、全ページのコメントです。まず件数を表示します。
mod-matching-text = これ以降に変わるものは含まれません。後で元に戻せます。
mod-matching-more = 一度に処理できるコメントは { $max } 件までです。それより多い場合は、残りについて繰り返してください。
mod-delete-text = 本文と投稿者の情報はすべて失われ、元に戻せません。
mod-back = 一覧に戻る
mod-context-title = { $name } のコメントと前後
mod-reply-hint = { $name } としてすぐに公開されます。コメントが未承認なら承認されます。
mod-history = 判断の履歴
mod-history-empty = このコメントはまだ判断されていません。
mod-failed = 実行されませんでした。サーバーが応答しません。もう一度お試しください。
mod-keys = キーボードショートカット
mod-keys-help = 一覧を表示
mod-key-move = 次、前のコメント
mod-key-select = 選択
mod-key-selected = 選択分：承認、スパム、ゴミ箱
mod-close = 閉じる
mod-pages = モデレーションのページ
mod-queue = 待ち行列
mod-dashboard = 概要
mod-range = 期間
mod-days = { $days }日間
mod-comments-per-day = 1日あたりのコメント
mod-comments-text = 日付はUTCです。「救出」は、スパムと判定されたあとモデレーターが承認したコメントです。目盛りは図ごとに異なります。
mod-received = 受信
mod-rescued = 救出
mod-chart-label = { $name }：{ $from }から{ $to }まで計{ $total }件、最多は{ $day }の{ $max }件。
mod-chart-empty = { $name }：{ $from }から{ $to }まで0件。
mod-as-table = 数値を表で見る
mod-day = 日付
mod-median = 待ち時間の中央値
mod-p90 = 10件中9件の待ち時間の上限
mod-queue-times-text = 最初の2つは現在の数です。時間はこの期間に判断されたコメントのものです：{ $count }件。
mod-reasons = 理由の正確さ
mod-reasons-text = 開始以来のすべての判断です。救出率は、スパムと判定されたコメントのうち承認された割合で、低いほど良好です。
mod-reasons-empty = 理由のあるコメントはまだ判断されていません。
mod-rescue-rate = 救出率
mod-accuracy = 正確さ
mod-accuracy-unknown = 判断が少なすぎます
mod-accuracy-good = 良好
mod-accuracy-weak = 低い
mod-accuracy-misleading = 誤解を招く
mod-percent = { $number }%
mod-seconds = { $number }秒
mod-minutes = { $number }分
mod-hours = { $number }時間
mod-days-short = { $number }日
mod-health = サーバー
mod-health-database = データベース
mod-health-limits = Redis（レート制限）
mod-health-mail = メール
mod-health-checks = 外部チェック
mod-health-working = 正常
mod-health-failing = 異常
mod-health-not-configured = 未設定
mod-log = ログ
mod-filter-moderator = { $login } による
mod-filter-comment = { $name } のコメント
mod-show = 表示
mod-status-deleted = 完全に削除
mod-log-action = 操作
mod-log-any-action = すべての操作
mod-log-empty = 記録はありません。
mod-log-next = 以前の記録
mod-log-gone = 完全に削除されたコメント
mod-log-of-edit = その変更
mod-log-same-comment = このコメントのすべての記録
mod-log-before = 以前：
mod-log-after = 以後：
mod-log-command-line = コマンドライン
mod-log-edit = モデレーターが編集
mod-log-remove-site = サイトを削除
mod-log-title = ページのタイトル
mod-log-url = ページのURL
mod-log-state = スレッドの開閉
mod-log-pin = コメントを固定
mod-log-move = スレッドを移動
mod-log-alias = ページの別のキー
mod-thread-open = 受付中
mod-thread-closed = 終了
mod-thread-locked = ロック中
mod-note = メモ
mod-notes = 投稿者についてのメモ
mod-notes-number = 投稿者についてのメモ：{ $number }
mod-notes-text = メモはこのサイトのモデレーターだけに、投稿者のすべてのコメントとともに表示されます。読者や投稿者には見えません。
mod-notes-unknown = 投稿者はメールアドレスのないゲストで識別できないため、メモは付けられません。
mod-note-add = メモを追加
mod-note-delete = { $login } のメモを削除
mod-note-many = この投稿者にはすでに{ $max }件のメモがあります。先に1件削除してください。
mod-note-length = メモや理由は{ $max }文字までです。現在{ $count }文字あります。
mod-note-controls = 制御文字を取り除いてください。
mod-edit-title = コメントを編集
mod-edit-hint = 読者には編集されたことが表示されます。以前の内容はモデレーターが引き続き読めます。
mod-edit-reason = 理由（ログ用、任意）
mod-edit-owners = 確認済みの投稿者の名前や、ほかのモデレーターが公開した内容を変更できるのはオーナーだけです。
mod-revisions = 以前の版
mod-revision = 名前は { $name }、{ $login } が編集するまで、{ $time }
mod-ban = 禁止する
mod-more = その他
mod-thread = スレッド
mod-thread-state = このスレッドの状態：{ $state }。
mod-thread-state-set = モデレーターが設定しました。
mod-thread-state-policy = サイトの規則によります。
mod-thread-reopen = 受け付ける
mod-thread-close = 終了する：新しいコメント不可
mod-thread-lock = ロックする：新規も変更も不可
mod-thread-by-policy = サイトの規則に任せる
mod-thread-title = ページのタイトル
mod-thread-url = ページのURL
mod-thread-claim = 投稿者のブラウザーの申告：{ $text }
mod-thread-empty = 空欄の場合はブラウザーの申告が使われます。
mod-pin = このコメントを固定
mod-unpin = 固定を解除
mod-pin-text = 固定されたコメントは先頭に表示されます。
mod-thread-move = スレッドを移動
mod-thread-move-to = 移動先ページのキー
mod-thread-move-text = { $page } のすべてのコメントが移動し、このキーは移動先を指すようになります。移動先にコメントがある場合は1つのスレッドになり、元に戻せません。
mod-thread-same = 別のページのキーを入力してください。
mod-thread-origin = サイトのオリジンのいずれかである必要があります：{ $origins }。
mod-done-note = メモを保存しました。
mod-done-note-deleted = メモを削除しました。
mod-done-edit = コメントを編集しました。
mod-done-thread = スレッドを変更しました。
mod-done-moved = スレッドを移動しました。
mod-not-replied = 返信はまだ公開されていません。{ $why }
mod-replied-before = このフォームからはすでに返信が送信されています。これも公開するには、もう一度送信してください。

## The reasons of an assessment, by code

reason-learned = 学習した本文の特徴
reason-learning = フィルター学習中
reason-spam_sample = 確認用のスパム見本
reason-text_known = 以前スパムだった本文
reason-text_similar = スパムに似た本文
reason-domain_spam = スパムドメインへのリンク
reason-domain_ham = 既知の良いリンクのみ
reason-author_approved = 以前承認された投稿者
reason-author_trusted = 何度も承認された投稿者
reason-author_rejected = 投稿者に以前スパムあり
reason-honeypot = 隠し項目に入力あり
reason-answered_at_once = 2 秒未満で送信
reason-answered_quickly = 4 秒未満で送信
reason-token_missing = フォームトークンなし
reason-token_stale = フォームトークン期限切れ
reason-token_used = フォームトークンの再使用
reason-unvouched = トークンも確認済み投稿者もなし
reason-form_irregular = 不規則なフォーム
reason-proof_missing = プルーフオブワークなし
reason-proof_wrong = 誤ったプルーフオブワーク
reason-form_alone = フォームだけが不審
reason-network_spam = このネットワークからのスパム
reason-network_burst = このネットワークから多数
reason-text_repeated = 他のページに同じ本文
reason-flood = 通常より多いコメント
reason-flood_unknown = 殺到中の未確認投稿者
reason-queue_full = 待ち行列が満杯
reason-suspect_word = 要注意語
reason-many_links = リンクが多い
reason-limits_degraded = 制限が不完全
reason-akismet_spam = Akismet：スパム
reason-akismet_discard = Akismet：明白なスパム
reason-akismet_failed = Akismet の応答なし
reason-hook_spam = フック：スパム
reason-hook_ham = フック：正当
reason-hook_unsure = フック：不明
reason-hook_failed = フックの応答なし
reason-captcha_missing = キャプチャ未回答
reason-captcha_wrong = キャプチャ誤答
reason-captcha_failed = キャプチャサービスの応答なし
## Mails to moderators about waiting comments

notice-comment-subject = [{ $site }] { $author } さんが「{ $page }」にコメントしました
notice-edit-subject = [{ $site }] { $author } さんが「{ $page }」のコメントを変更しました
notice-digest-subject =
    { $count ->
       *[other] [{ $site }] { $count } 件のコメントが待っています
    }
notice-comment-intro = { $author } さんが「{ $page }」（{ $site }）にコメントしました。コメントは判断を待っています。
notice-edit-intro = { $author } さんが「{ $page }」（{ $site }）の公開済みコメントを変更しました。新しい文章は判断を待っています。
notice-cut = これは冒頭だけです。リンク先で全文を確認できます。
notice-approve = 承認する
notice-spam = スパムにする
notice-trash = ゴミ箱に移す
notice-open = 待ち行列で開く
notice-open-queue = 待ち行列全体を開く
notice-links = 各リンクはコメントを表示し、確認を求めます。リンクはあなただけが { $days } 日間使えます。このメールを転送しないでください。
notice-waiting =
    { $count ->
       *[other] { $count } 件のコメントが判断を待っています。
    }
notice-probably-spam =
    { $count ->
       *[other] ほかに { $count } 件はおそらくスパムです。
    }
notice-more =
    { $count ->
       *[other] ほかに { $count } 件が待っています。
    }
notice-why = { $site } のコメントを管理しているため、このメールが届いています。
notice-off = このメールを停止する
notice-unnamed = 名前のない投稿者
notice-reader = 読者
notice-withheld = メールサーバーがこの本文を拒否しました。リンク先で確認できます。
queue-feed-title = 待機中のコメント：{ $site }

## The pages that the links of these mails lead to

act-approve = このコメントを承認しますか？
act-spam = このコメントをスパムにしますか？
act-trash = このコメントをゴミ箱に移しますか？
act-approve-change = この変更を承認しますか？
act-reject-change = この変更を却下しますか？
act-off = { $site } についてのメールを停止しますか？
act-off-text = { $site } の待機中コメントについてのメールは届かなくなります。コメントは引き続き、あなたまたは他の管理者を待ちます。
act-author = { $author } さんが「{ $page }」に書きました：
act-changed = その間にコメントが変更されたか、判断が行われました。内容を読んでから判断してください。
act-approved = コメントは公開されています
act-marked-spam = コメントはスパムになっています
act-trashed = コメントはゴミ箱にあります
act-deleted = コメントは削除されました
act-rejected = 変更は却下されました
act-rejected-text = 以前の文章が公開されたままです。
act-decided-by = { $login } が { $time }（UTC）に判断しました。
act-decided-otherwise = 管理者による判断ではありません。
act-ended-text = このリンクは { $days } 日を過ぎたか、あなたがこのサイトを管理しなくなったか、メールアドレスが変更されました。コメントがまだ待っていれば、キューにあります。
act-off-done = メールを停止しました
act-off-done-text = { $site } の待機中コメントについてのメールはもう届きません。
act-email = このメールアドレスを確認しますか？
act-email-text = アカウント { $login } 宛ての承認待ちコメントのメールは { $email } に送られます。
act-email-button = 確認する
act-email-done = メールアドレスを確認しました
act-email-done-text = 承認待ちコメントのメールは今後 { $email } に送られます。
act-email-ended = このメールアドレスは確認済みか取り消し済み、または別のアドレスが入力されたか、リンクが { $days } 日を過ぎています。モデレーターのページのアカウントに、確認待ちのアドレスが表示されます。

## Mails

mail-sign-in-subject = { $site } のコード：{ $code }
mail-sign-in-body =
    どなたか（おそらくご本人）が、{ $site } でコメントするためにこのメールアドレスの確認を求めています。

    コードをリクエストした画面で、次のコードを入力してください：

        { $code }

    または、同じ端末で次のリンクを開いてください：

        { $link }

    コードとリンクは 1 回限り有効で、有効期間は 15 分です。

    心当たりがない場合は、このメールを無視してください。何も起こりません。コードがなければ、誰もログインできません。
mail-confirm-subject = { $server } のメールアドレスを確認してください
mail-confirm-body =
    { $server } のモデレーターのアカウント { $login } に、承認待ちコメントのメールを受け取るためにこのメールアドレスが入力されました。

    ご本人の場合は、次のリンクを開いて確認してください：

        { $link }

    リンクは 1 回限り有効で、有効期間は { $days } 日です。

    心当たりがない場合は、このメールを無視してください。ほかのメールは送られません。
mail-change-subject = { $server } のアカウントに別のメールアドレスが入力されました
mail-change-body =
    { $server } のモデレーターのアカウント { $login } に別のメールアドレスが入力されました。確認されると、承認待ちコメントのメールはそちらに送られます。

    ご本人でもオーナーでもない場合は、次のページで取り消し、パスワードを変更してください：

        { $link }

## The pages for bans, sites, accounts and keys

mod-save = 保存
mod-saved = 保存しました。
mod-add = 追加
mod-added = 追加しました。
mod-remove = 削除
mod-removed = 削除しました。
mod-refresh = 更新
mod-added-by = { $login } が追加、{ $time }
mod-line-error = { $line } 行目：{ $error }
mod-site = サイト
mod-bans = 投稿禁止
mod-bans-empty = 投稿禁止はありません。
mod-ban-new = 投稿禁止を追加
mod-ban-of = { $name } さんのコメントの投稿者を禁止
mod-ban-kind = 種類
mod-kind-person = ログインした人
mod-kind-email = メールアドレス
mod-kind-domain = メールのドメイン
mod-kind-network = IP アドレスまたはネットワーク
mod-ban-subject = 禁止する対象
mod-ban-subject-hint = 例：eve@example.org、example.org（サブドメインを含む）、203.0.113.7、203.0.113.0/24。ログインした人を禁止するには、そのコメントから始めてください。
mod-ban-until = 終了（UTC）
mod-ban-until-hint = 空欄なら無期限です。
mod-ban-note = メモ
mod-ban-note-hint = モデレーターだけに見えます。
mod-ban-shadow = 投稿者に知らせない
mod-ban-shadow-hint = 新しいコメントは拒否されず、受け付けたうえで隠されます。
mod-ban-shadow-tag = 投稿者に知らせない
mod-ban-also = 既存のコメント
mod-ban-also-none = そのままにする
mod-ban-button = 禁止する
mod-ban-exists = この投稿禁止はすでにあります。
mod-ban-ends = { $time } まで
mod-ban-permanent = 無期限
mod-ban-added = 投稿禁止が有効になりました。
mod-ban-moved = 移動した既存のコメント：{ $what }。
mod-ban-moving = 既存のコメントを移動しています：{ $what }のうち { $done } まで完了。
mod-ban-lift = 禁止を解除
mod-ban-lifted = 投稿禁止を解除しました。
mod-sites-empty = 担当サイトがありません。オーナーが割り当てられます。
mod-site-new = サイトを追加
mod-site-change = 名前とオリジン
mod-site-name = 名前
mod-site-slug = 短い名前
mod-site-slug-hint = 英小文字、数字、ハイフン。URL の一部になり、後で変更できません。
mod-site-origins = オリジン
mod-site-origins-hint = 1 行に 1 つ、例：https://blog.example。これらのオリジンのページだけがコメントとフォームを表示できます。プレビュー環境では、アスタリスクが名前の一部を置き換えます：https://*.preview.blog.example。
mod-site-remove = { $name } を削除
mod-site-remove-text = サイトは、すべてのコメント、スレッド、投稿禁止、メモ、ログ、設定とともに削除されます。元に戻せません。
mod-site-confirm = 確認のため { $slug } と入力してください
mod-site-confirm-wrong = サイトを削除するには { $slug } と入力してください。
mod-flood = { $time } からコメントが殺到しています：保護段階 { $step }（全 3 段階）。
mod-policy = 設定
mod-policy-of = { $name } の設定
mod-policy-owners = これらの設定を変更できるのはオーナーだけです。
mod-policy-conflict = その間に別のオーナーが変更しました：{ $value }。もう一度保存すると置き換わります。
mod-part-moderation = 承認と語句
mod-part-people = コメントできる人
mod-part-comments = コメントとフォーム
mod-part-limits = 制限と保存期間
mod-policy-moderation = モデレーターを待つコメント
mod-mode-all = すべてのコメント
mod-mode-first = 承認済みコメントのない投稿者のコメント
mod-mode-suspect = 検査で疑わしいとされたものだけ
mod-mode-none = なし（スパムはスパムフォルダーに入ります）
mod-policy-banned-words = 禁止語：コメントは拒否されます
mod-policy-suspect-words = 保留語：コメントはモデレーターを待ちます
mod-policy-words-hint = 1 行に 1 語、最大 1,000 語。単語全体で一致し、大文字と小文字は区別しません。
mod-policy-links-max = 保留されないリンク数
mod-policy-guests = ゲストはログインせずにコメントできる
mod-policy-guest-name = ゲストの名前
mod-policy-guest-email = ゲストのメールアドレス
mod-policy-guest-website = ゲストのウェブサイト
mod-rule-required = 必須
mod-rule-optional = 任意
mod-rule-hidden = 尋ねない
mod-policy-email-sign-in = 読者はメールでログインできる
mod-policy-all-providers = このサーバーのすべてのログインサービスを提供する
mod-policy-providers = それ以外の場合はこれらだけ
mod-policy-text-min = 最短のコメント（文字数）
mod-policy-text-max = 最長のコメント（文字数）
mod-policy-depth-max = 返信の階層
mod-policy-close-after = スレッドを閉じるまでの日数
mod-policy-close-after-hint = 最初のコメントから数えます。空欄なら開いたままです。
mod-policy-edit-window = 投稿者が編集・削除できる時間（秒）
mod-policy-edit-window-hint = 900 は 15 分、0 は不可です。
mod-policy-edits = 公開済みコメントの編集が承認待ちの間
mod-edits-keep = 公開済みの本文を表示
mod-edits-hide = コメントを表示しない
mod-policy-language = 読者向けのページ、メッセージ、メールの言語
mod-language-name = 日本語
mod-policy-privacy = プライバシーのページ
mod-policy-privacy-hint = 各フォームがこの URL にリンクします。空欄ならリンクしません。
mod-policy-limits = 投稿の制限（標準に対する割合、%）
mod-policy-limits-hint = 50 で半分、200 で 2 倍になります。
mod-policy-ham-lost = スパムフォルダーに入ってもよい正当なコメント（1,000 件中）
mod-policy-spam-published = 公開されてもよいスパム（100 件中）
mod-policy-pending-max = 承認待ちコメントの上限
mod-policy-pending-hint = 超えると、最もスパムらしいものがスパムフォルダーに入ります。確認済みの投稿者のコメントは対象外です。
mod-policy-pending-network = 1 つのネットワークからの承認待ちの上限
mod-policy-spam-days = スパムを削除するまでの日数
mod-policy-trash-days = ゴミ箱を削除するまでの日数
mod-policy-days-hint = 0 なら削除しません。
mod-preview = プレビュー
mod-preview-title = この設定で、読者の最新コメント { $count } 件のうち
mod-preview-held = モデレーターを待った：{ $count }
mod-preview-refused = 拒否された：{ $count }
mod-preview-filed = スパムフォルダーに入った：{ $count }
mod-preview-published = すぐに公開された：{ $count }
mod-preview-cut = 新しいものだけを表示しています。
mod-preview-unsaved = まだ何も保存されていません。
mod-people = アカウント
mod-person-new = モデレーターを追加
mod-person-self = あなた
mod-person-no-sites = サイトなし
mod-person-sites = モデレーターのサイト
mod-person-remove = { $login } を削除
mod-person-remove-text = アカウントは削除され、そのセッションと API キーはすぐに終了します。公開済みのコメントとログは残ります。
mod-account = アカウント { $login }
mod-profile = 名前、役割、サイト
mod-profile-owners = 変更できるのはオーナーだけです。
mod-display-name = 表示名
mod-display-name-hint = このモデレーターのコメントの横に表示されます。ない場合、読者にはサイトの名前が見えます。
mod-login-hint = 英字、数字、ピリオド、下線、ハイフン。読者には見えません。
mod-role = 役割
mod-role-owner = オーナー
mod-role-moderator = モデレーター
mod-role-hint = オーナーはすべてのサイトで何でもできます。モデレーターは下で選んだサイトを担当します。
mod-email-hint = 承認待ちコメントの通知用です。空欄ならメールは届きません。
mod-email-refused = メールサーバーがこのアドレスを拒否したため、メールは送信されません。修正するか、使えるようになったらもう一度保存してください。
mod-email-waits = { $email } は確認待ちです。そのアドレスに送られたメールのリンクを開いてください。
mod-email-in-use = それまでメールは { $email } に送られます。
mod-email-no-use = それまでメールは送られません。
mod-email-send-again = メールをもう一度送る
mod-email-sent = メールをもう一度送りました。
mod-email-drop = このメールアドレスを取り消す
mod-email-dropped = 新しいメールアドレスを取り消しました。
mod-already-gone = すでに削除されているため、存在しません。
mod-unsent = この文章はまだ送信されていません。先に送信するか、キャンセルしてください。
mod-email-none-waits = 確認待ちのメールアドレスはありません。
mod-email-no-mail = このサーバーはメールを送信しないため、メールアドレスを確認できません。サーバーの運営者に問い合わせてください。
mod-notices = 承認待ちコメントのメール
mod-notice-mode = { $site } のメール
mod-notice-off = なし
mod-notice-each = コメントごとにすぐ
mod-notice-hourly = 1 時間に最大 1 通
mod-notice-daily = 1 日に最大 1 通
mod-notice-more-than = 下の数を超えて待っているとき、1 日に最大 1 通
mod-notice-number = { $site } でメールなしに待てる件数
mod-password-change = パスワードを変更
mod-password-hint = 推測されにくい 15 文字以上。
mod-password-ends = ほかのすべてのセッションが終了します。
mod-password-reset = 他人がアクセスした可能性があるため、アカウントのすべてのセッションが終了し、メールアドレスが削除されます。
mod-password-set = パスワードを変更しました。
mod-current-password = 現在のパスワード
mod-current-password-wrong = 現在のパスワードと一致しません。
mod-new-password = 新しいパスワード
mod-api-keys = API キー
mod-next-entries = 次の項目
mod-keys-empty = API キーはありません。
mod-key-new = キーを作成
mod-key-label = ラベル
mod-key-label-hint = キーの用途、例：プログラムの名前。
mod-key-may = キーでできること
mod-key-all = あなたができることすべて
mod-key-feed = { $site } のフィードを読む
mod-key-created = { $label } のキー
mod-key-once = 今コピーしてください。表示されるのは今回だけです。
mod-key-used = 最終使用 { $time }
mod-key-unused = 未使用
mod-key-revoke = 失効させる
mod-key-revoked = キーを失効させました。
policy-range = { $low } から { $high } の間で指定してください。
policy-words-many = 最大 { $max } 語です（現在 { $count } 語）。減らしてください。
policy-word-length = 1 語は 1～{ $max } 文字です（現在 { $count } 文字）。

## Refusals of the moderators’ pages and their API

missing-site = そのようなサイトは存在しないか、閲覧する権限がありません。
missing-moderator = そのようなアカウントは存在しないか、閲覧する権限がありません。
missing-ban = そのような投稿禁止は存在しないか、閲覧する権限がありません。
missing-key = そのようなキーは存在しないか、閲覧する権限がありません。
missing-batch = そのような判断は存在しないか、閲覧する権限がありません。
missing-thread = このページにコメントがないか、閲覧する権限がありません。
missing-comment = そのようなコメントは存在しないか、閲覧する権限がありません。
missing-note = そのようなメモは存在しないか、閲覧する権限がありません。
missing-file = そのようなファイルは存在しないか、閲覧する権限がありません。
site-exists = この短い名前のサイトはすでにあります。
site-unknown = この短い名前のサイトはありません。
slug-empty = サイトの短い名前を入力してください。
slug-characters = サイトの短い名前には a–z、0–9、ハイフンだけを使えます。
slug-too-long = サイトの短い名前は { $max } 文字以内で指定してください（現在 { $count } 文字）。
login-empty = ログイン名を入力してください。
login-characters = ログイン名には a–z、0–9、ピリオド、アンダースコア、ハイフンだけを使えます。
login-too-short = ログイン名は { $min } 文字以上で指定してください。
login-too-long = ログイン名は { $max } 文字以内で指定してください（現在 { $count } 文字）。
password-too-short = パスワードは { $min } 文字以上にしてください。関連のない単語をいくつか並べると効果的です。
password-too-long = パスワードは { $max } バイト以内にしてください。
password-too-common = パスワードが推測されやすすぎます。関連のない単語をいくつか使ってください。
moderator-name-taken = 別のアカウントがこの表示名か似た表示名を使っています。別の名前を選んでください。
moderator-exists = このログイン名のアカウントはすでにあります。
moderator-last-owner = 最後のオーナーは削除も降格もできません。先に別のモデレーターをオーナーにしてください。
key-label-invalid = ラベルは制御文字を含まない 1〜100 文字で指定してください。
setup-over = セットアップトークンが間違っているか、期限切れか、使用済みです。サーバーを再起動すると新しいトークンが得られます。
ban-person = 人の id（UUID）を指定してください。
ban-domain = spam.example のようなドメインを指定してください。
ban-network = 203.0.113.0/24 のような IP アドレスかネットワークを指定してください。
ban-network-large = ネットワークが大きすぎます。最短のプレフィックスは { $prefix } です。
ban-until-past = 未来の日時を指定してください。無期限の場合は空のままにしてください。
filter-network = IPv4 /24 か IPv6 /48 のネットワーク、またはその中の IP アドレスを指定してください。
filter-from-after = 期間の終わりより前を指定してください。
pinned-invalid = このページの、返信ではない承認済みコメントの id を指定してください。
origin-empty = https://example.org のようにサイトのオリジンを入力してください。
origin-invalid = オリジンはスキーム、ホスト、必要ならポートで、https://example.org のように指定してください。
origin-wildcard = ワイルドカードのオリジンは https://*. で始まり、ほかにアスタリスクを含まない形で、https://*.blog.pages.dev のように指定してください。
origin-public-suffix = このドメインの下では誰でもホストを持てます。https://*.blog.pages.dev のようにプロジェクト名を加えてください。
origins-exact = サイトには https://blog.example のような、ワイルドカードのないオリジンが必要です。読者はそこに転送されます。
origins-too-many = サイトのオリジンは { $max } 件以内です（現在 { $count } 件）。
policy-providers = github のようなプロバイダー id を 100 件以内で指定してください。
notice-number-required = メールなしで待てるコメントの数を入力してください。
notice-number-extra = 数は、それより多く待つときのメールだけに使います。空のままにしてください。
batch-running = まだ処理中です（{ $total } 件中 { $done } 件）。終わってから元に戻してください。
api-key-only-session = API キーではできません。パスワードでログインしてください。
