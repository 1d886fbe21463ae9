# Texts for readers in Arabic.

## Titles of problems, by code

title-malformed = طلب غير سليم
title-wrong_host = اسم مضيف خاطئ
title-unauthorized = بيانات الدخول ناقصة أو غير صالحة
title-wrong_password = اسم الدخول أو كلمة المرور غير صحيحة
title-wrong_code = الرمز خاطئ
title-forbidden = غير مسموح
title-thread_closed = النقاش مغلق
title-identity_required = التعليق يتطلب تسجيل الدخول
title-banned = التعليق غير مسموح
title-edit_window_over = انتهت مهلة التعديل
title-not_found = غير موجود
title-method_not_allowed = الطريقة غير مسموح بها
title-not_acceptable = لا توجد صيغة مناسبة
title-timeout = استغرق الطلب وقتًا طويلًا
title-conflict = حدث تغيير في هذه الأثناء
title-duplicate = سبق إرساله
title-exists = موجود بالفعل
title-in_progress = ما زال قيد المعالجة
title-too_large = الحجم كبير جدًا
title-uri_too_long = عنوان URL طويل جدًا
title-unsupported_media_type = نوع وسائط غير مدعوم
title-invalid = بعض الحقول غير صالحة
title-idempotency_mismatch = المفتاح مستخدم لطلب آخر
title-too_fast = سريع جدًا
title-flooded = مغلق مؤقتًا أمام الزوار
title-headers_too_large = الترويسات كبيرة جدًا
title-internal = خطأ داخلي
title-unavailable = غير متاح حاليًا
title-too_slow = استغرق البحث وقتًا طويلًا
title-outcome_unknown = لا يُعرف إن تم الحفظ

## Details of problems, by code: what happened and what to do

problem-malformed = تعذّرت قراءة الطلب. يُرجى إرساله مرة أخرى.
problem-wrong_host = هذا الخادم لا يخدم اسم المضيف هذا.
problem-unauthorized = لم يتم تسجيل دخولك، أو انتهت جلستك. يُرجى تسجيل الدخول مرة أخرى.
problem-wrong_password = اسم الدخول أو كلمة المرور غير صحيحة.
problem-wrong_code = الرمز خاطئ أو مستخدم من قبل، أو مضى عليه أكثر من 15 دقيقة، أو جُرّب مرات كثيرة. يُرجى طلب رمز جديد.
problem-forbidden = ليست لديك صلاحية لهذا الإجراء.
problem-thread_closed = التعليقات على هذه الصفحة مغلقة.
problem-thread-locked = التعليقات على هذه الصفحة مقفلة ولم يعد بالإمكان تعديلها.
problem-identity_required = لا يقبل هذا الموقع التعليقات إلا بعد تسجيل الدخول. يُرجى تسجيل الدخول وإرسال تعليقك مرة أخرى.
problem-banned = لا يمكن قبول تعليقك.
problem-edit_window_over = انتهت المهلة التي كان يمكن فيها تعديل هذا التعليق.
problem-not_found = لا يوجد شيء هنا، أو لا يوجد ما تسمح صلاحياتك برؤيته.
problem-method_not_allowed = عنوان URL هذا لا يدعم هذه الطريقة.
problem-not_acceptable = لا تتوفر هنا أي من الصيغ المطلوبة.
problem-timeout = لم تصل البيانات المرسلة في الوقت المناسب. يُرجى إرسالها مرة أخرى.
problem-conflict = حدث تغيير في هذه الأثناء. يُرجى إعادة التحميل ثم اتخاذ القرار.
problem-duplicate = سبق أن أرسلت هذا النص هنا. لا حاجة إلى إرساله مرة أخرى.
problem-exists = يوجد بالفعل إدخال بهذا الاسم.
problem-in_progress = ما زال الطلب نفسه قيد المعالجة. يُرجى المحاولة مرة أخرى بعد لحظات.
problem-too_large = البيانات المرسلة أكبر مما يقبله هذا الخادم. يُرجى اختصار نصك وإرساله مرة أخرى.
problem-uri_too_long = عنوان URL الخاص بالطلب طويل جدًا.
problem-unsupported_media_type = أُرسل النموذج بصيغة لا يقبلها هذا الخادم.
problem-invalid = يُرجى تصحيح الحقول المحددة.
problem-invalid-fields = يُرجى تصحيح ما يلي: { $fields }.
problem-idempotency_mismatch = سبق استخدام هذا المفتاح لطلب آخر.
problem-too_fast = عدد الطلبات كبير جدًا. يُرجى المحاولة مرة أخرى بعد { wait-time }.
problem-flooded = يتلقى هذا الموقع تعليقات أكثر بكثير من المعتاد، ولذلك لا يقبل الآن أي تعليق دون تسجيل الدخول. يُرجى تسجيل الدخول، أو إعادة الإرسال بعد { wait-time }.
problem-headers_too_large = ترويسات الطلب كبيرة جدًا.
problem-internal = حدث خطأ من جانبنا. يُرجى المحاولة مرة أخرى لاحقًا.
problem-unavailable = هذا غير متاح مؤقتًا. يُرجى المحاولة مرة أخرى بعد قليل.
problem-too_slow = استغرق هذا أكثر من 5 ثوانٍ فتم إيقافه. يُرجى تضييق البحث باختيار موقع واحد أو حالة واحدة أو صفحة واحدة أو عدد أقل من الأيام.
problem-outcome_unknown = لا يُعرف إن تم الحفظ. يُرجى التحقق من الصفحة قبل الإرسال مرة أخرى.

problem-no-site = لا يوجد موقع كهذا هنا. الصفحة التي تضم هذا النموذج تشير إلى موقع خاطئ، ويمكن للقائمين عليها تصحيح ذلك.
problem-no-parent = التعليق الذي رددت عليه لم يعد موجودًا. يُرجى إرسال تعليقك كتعليق جديد أو الرد على تعليق آخر.
problem-no-comment = لا يوجد تعليق كهذا، أو ليست لديك صلاحية لرؤيته.
problem-comment-gone = حُذف هذا التعليق.
problem-no-provider = طريقة تسجيل الدخول هذه غير متاحة هنا.
problem-no-mail-sign-in = تسجيل الدخول بالبريد الإلكتروني غير متاح هنا.
problem-form-broken = تضرر النموذج أثناء الإرسال: فيه علامة نسبة مئوية غير سليمة أو جزء تتعذّر قراءته.
problem-form-many-fields = عدد حقول النموذج أكبر من { $max }.
problem-own-page-only = لا يمكن إرسال هذا النموذج إلا من صفحات هذا الخادم. يُرجى فتح الصفحة والمحاولة مرة أخرى.
problem-signed-out = تم تسجيل خروجك، أو تم تسجيل دخولك في موقع آخر. يُرجى تسجيل الدخول مرة أخرى؛ ولن يضيع أي شيء كتبته.
problem-no-edit-token = لا يمكن القيام بذلك إلا لمن كتب التعليق. يُرجى إرسال الرمز المميز لتعديل التعليق أو تسجيل الدخول.
problem-wrong-edit-token = الرمز المميز للتعديل هذا لا يخص هذا التعليق.
problem-right-ended = انتهت للتو صلاحيتك للنشر هنا بصفة الإشراف. يُرجى إرسال التعليق مرة أخرى بصفتك من القرّاء.
problem-published-by-moderator = نُشر هذا التعليق بصفة الإشراف. يمكن تعديله بالرمز المميز لحساب الإشراف نفسه أو بجلسة مرتبطة به، أو يمكن حذفه.
problem-handover = الرمز خاطئ أو مستخدم من قبل، أو مضى عليه أكثر من دقيقة، أو أُنشئ لصفحة أخرى. يُرجى تسجيل الدخول مرة أخرى.

wait-time = { $unit ->
    [hour] { $wait ->
        [zero] { $wait } ساعة
        [one] ساعة واحدة
        [two] ساعتين
        [few] { $wait } ساعات
        [many] { $wait } ساعة
       *[other] { $wait } ساعة
    }
    [minute] { $wait ->
        [zero] { $wait } دقيقة
        [one] دقيقة واحدة
        [two] دقيقتين
        [few] { $wait } دقائق
        [many] { $wait } دقيقة
       *[other] { $wait } دقيقة
    }
   *[second] { $wait ->
        [zero] { $wait } ثانية
        [one] ثانية واحدة
        [two] ثانيتين
        [few] { $wait } ثوانٍ
        [many] { $wait } ثانية
       *[other] { $wait } ثانية
    }
}

## Exceeded limits, by limit

limit-comments = أرسلت عدة تعليقات خلال وقت قصير. يُرجى الانتظار { wait-time } ثم إرسال هذا التعليق مرة أخرى.
limit-network = تصل تعليقات كثيرة من شبكتك. يُرجى الانتظار { wait-time } ثم إرسال تعليقك مرة أخرى.
limit-site = تُرسل الآن تعليقات كثيرة. يُرجى الانتظار { wait-time } ثم إرسال تعليقك مرة أخرى.
limit-mail = طُلبت رموز كثيرة جدًا. يُرجى المحاولة مرة أخرى بعد { wait-time }.
limit-sign-in = محاولات تسجيل الدخول كثيرة جدًا. يُرجى المحاولة مرة أخرى بعد { wait-time }.
limit-my-data = طلبت هذا عدة مرات خلال وقت قصير. يُرجى المحاولة مرة أخرى بعد { wait-time }.
limit-reading = عدد الطلبات كبير جدًا. يُرجى المحاولة مرة أخرى بعد { wait-time }.

## Names of fields

label-text = التعليق
label-name = الاسم
label-email = البريد الإلكتروني
label-website = الموقع الإلكتروني
label-page = الصفحة
label-parent_id = التعليق المردود عليه
label-code = الرمز

## What is wrong with a field

field-required = هذا الحقل مطلوب.
field-type-text = يجب أن تكون القيمة سلسلة نصية.
field-type-boolean = يجب أن تكون القيمة true أو false.
field-type-integer = يجب أن تكون القيمة عددًا صحيحًا.
field-type-number = يجب أن تكون القيمة عددًا.
field-type-list = يجب أن تكون القيمة قائمة.
field-type-object = يجب أن تكون القيمة كائنًا.
field-unknown = حقل غير معروف. الحقول المعروفة: { $known }.
field-unknown-none = حقل غير معروف؛ لا تُقبل أي حقول هنا.
field-id = هذا ليس معرّفًا صالحًا.
field-time = يجب أن تكون القيمة وقتًا بصيغة RFC 3339: 2026-11-24T05:10:23Z.
field-one-of = يجب أن تكون القيمة إحدى القيم التالية: { $choices }.
field-too-short = يجب ألا يقل عدد الأحرف عن { $min }.
field-too-long = يجب ألا يزيد عدد الأحرف على { $max } (العدد الحالي: { $count }).
field-too-few = يجب ألا يقل عدد العناصر عن { $min }.
field-too-many = يجب ألا يزيد عدد العناصر على { $max } (العدد الحالي: { $count }).
field-too-small = يجب ألا تقل القيمة عن { $min }.
field-too-large = يجب ألا تزيد القيمة على { $max }.
field-twice = العنصر نفسه مكرر.
field-nul = يجب ألا يحتوي النص على الحرف U+0000 لأنه غير قابل للحفظ.
field-parameter = هذا المعامل مطلوب.
parameter-too-short = يجب ألا يقل عدد الأحرف عن { $min }.
parameter-too-long = يجب ألا يزيد عدد الأحرف على { $max }.
parameter-too-many = يجب ألا يزيد عدد العناصر على { $max }.
parameter-integer = يجب أن تكون القيمة عددًا صحيحًا ضمن الحدود المسموح بها.
parameter-other = هذه القيمة ليست من القيم المقبولة.
field-body-object = يجب أن يكون متن الطلب كائنًا.
field-shape = بنية متن الطلب لا تطابق التوثيق.

text-empty = يُرجى كتابة شيء ما.
text-too-short = يحتاج التعليق إلى { $min ->
    [zero] { $min } حرف
    [one] حرف واحد
    [two] حرفين
    [few] { $min } أحرف
    [many] { $min } حرفًا
   *[other] { $min } حرف
} على الأقل، وعدد أحرفه الآن { $count }. يُرجى كتابة المزيد.
text-too-long = يجب ألا يزيد عدد أحرف التعليق على { $max }، وعددها هنا { $count }. يُرجى اختصاره.
text-too-many-bytes = يجب ألا يزيد حجم التعليق بالبايت على { $max }، وحجمه هنا { $count }. يُرجى اختصاره.
text-too-many-lines = يجب ألا يزيد عدد أسطر النص على { $max }. يُرجى حذف بعض فواصل الأسطر.
text-too-many-marks = عدد علامات التشكيل على حرف واحد أكبر من { $max }. يُرجى حذف بعضها.
text-banned-word = لا يقبل هذا الموقع التعليقات التي تحتوي على «{ $word }».
text-shows-nothing = سيظهر هذا كتعليق فارغ لأنه لا يحتوي إلا على علامات Markdown. يُرجى كتابة شيء ما، أو وضع شرطة مائلة عكسية قبل الحرف الأول.
page-missing = يُرجى تحديد الصفحة المقصودة.
page-placeholder = لم يُملأ قالب هذه الصفحة، ولذلك لا يتبع التعليق أي صفحة. يمكن للقائمين على الصفحة تصحيح ذلك؛ ويوضع هنا مسار الصفحة (path: /2026/my-post).
page-control = يحتوي مفتاح هذه الصفحة على حرف غير مرئي، ولذلك لا يتبع التعليق أي صفحة. يمكن للقائمين على الصفحة تصحيح ذلك.
page-too-long = يجب ألا يزيد حجم مفتاح الصفحة بالبايت على { $max }، وحجمه هنا { $count }. يمكن للقائمين على الصفحة اختصاره.

name-empty = يُرجى إدخال اسم.
name-too-long = يجب ألا يزيد عدد أحرف الاسم على { $max }، وعددها هنا { $count }. يُرجى اختصاره.
name-reserved = هذا الاسم محجوز للموقع. يُرجى اختيار اسم آخر.
title-empty = يُرجى إدخال عنوان.
title-too-long = يجب ألا يزيد عدد أحرف العنوان على { $max }، وعددها هنا { $count }.

email-empty = يُرجى إدخال عنوان بريد إلكتروني.
email-too-long = يجب ألا يزيد عدد أحرف عنوان البريد الإلكتروني على { $max }، وعددها هنا { $count }. يُرجى التأكد من خلوّه من الأخطاء الإملائية.
email-local-too-long = يجب ألا يزيد عدد أحرف الجزء الذي يسبق @ على { $max }، وعددها هنا { $count }. يُرجى التأكد من خلوّه من الأخطاء الإملائية.
email-control = في عنوان البريد الإلكتروني علامة جدولة أو فاصل أسطر. يُرجى حذف ذلك.
email-no-at = يحتوي عنوان البريد الإلكتروني على العلامة @، كما في name@example.org.
email-many-at = يحتوي عنوان البريد الإلكتروني على علامة @ واحدة فقط. يُرجى إدخال عنوان واحد.
email-no-local = لا يوجد شيء قبل @. يُرجى إدخال العنوان كاملًا.
email-not-ascii = لا يُسمح قبل @ إلا بالحروف اللاتينية البسيطة دون علامات تشكيل.
email-blank = لا يمكن أن توجد مسافة قبل @. يُرجى إدخال العنوان وحده، كما في name@example.org.
email-character = لا يمكن أن يوجد «{ $character }» قبل @. يُرجى إدخال العنوان وحده، كما في name@example.org.
email-dot = توجد نقطة في غير مكانها قبل @.
email-encoded = هذه كلمة مرمّزة وليست عنوان بريد إلكتروني. يُرجى إدخال العنوان نفسه.
email-domain = ما يلي @ ليس اسم نطاق مثل example.org. يُرجى التأكد من خلوّه من الأخطاء الإملائية.
email-not-proved = يُرجى أولًا التحقق من عنوان البريد الإلكتروني هذا بربطه أعلاه.

website-empty = يُرجى إدخال عنوان URL لموقع إلكتروني.
website-too-long = يجب ألا يزيد حجم عنوان URL للموقع بالبايت على { $max }، وحجمه هنا { $count }. يُرجى اختصاره.
website-invalid = هذا ليس عنوان URL لموقع إلكتروني. يُرجى كتابته كما في https://example.org.
website-control = في عنوان URL حرف غير مرئي. يُرجى كتابته بدلًا من لصقه.
website-blank = لا يحتوي عنوان URL لموقع إلكتروني على مسافات.
website-userinfo = لا يمكن أن يحتوي عنوان URL للموقع هنا على اسم أو كلمة مرور. يُرجى حذف ما يسبق @.
website-host = هذا ليس عنوان URL لموقع إلكتروني. يُرجى التأكد من اسم المضيف.

## Warnings: fields that were repaired or ignored

warning-unknown = لا يوجد حقل كهذا؛ تم تجاهله.
warning-repeated = يرسل النموذج هذا الحقل أكثر من مرة؛ وتُعتمد القيمة الأولى.
warning-file = هذا الخادم لا يقبل الملفات؛ تم تجاهل الحقل.
warning-ignored = { $fault } تم تجاهل القيمة.
warning-page = لا تشير هذه القيمة إلى أي صفحة؛ يتبع التعليق الصفحة التي أُرسل منها النموذج.
warning-parent = هذا ليس معرّف تعليق؛ ولن يُعدّ التعليق ردًا.
warning-origin-moved = هذا العنوان ليس ضمن أصول الموقع (origins)؛ تم نقله إلى { $origin }.
warning-origin-ignored = هذا العنوان ليس ضمن أصول الموقع (origins)؛ تم تجاهله. أصول الموقع: { $origins }.
warning-url-page = يشير عنوان URL هذا إلى صفحة غير `page`؛ ولذلك لا يُحتسب لهذا النقاش.
warning-subscribe = هذا الخادم لا يرسل رسائل بريد عن الردود؛ تم تجاهل الحقل.
warning-signed-in = أُرسل التعليق بعد تسجيل الدخول؛ تم تجاهل الحقل.
warning-not-asked = لا يطلب هذا الموقع هذا الحقل؛ تم تجاهله.
warning-token = هذا الرمز المميز لا يخص هذا النموذج؛ وعومل التعليق كتعليق بلا رمز مميز.
warning-solution = هذا ليس حلًا لتحدٍّ من تحديات النموذج؛ تم تجاهله.

author-not-asked = سبق تسجيل دخولك؛ يُرجى ترك هذا الحقل أو تسجيل الخروج أولًا.

## The answer to a comment

posted-approved = شكرًا لك. نُشر تعليقك.
posted-pending = شكرًا لك. تعليقك في انتظار موافقة الإشراف.
notice-pending = شكرًا لك. تعليقك في انتظار موافقة الإشراف؛ وسيظهر هنا فور الموافقة عليه.

## The form

reply-heading = إضافة تعليق
reply-heading-to = إضافة رد على { $name }
reply-cancel = إلغاء الرد
reply-required = (مطلوب)
reply-text = التعليق
reply-name = الاسم
reply-email = البريد الإلكتروني (لن يظهر أبدًا)
reply-website = الموقع الإلكتروني
reply-honeypot = يُرجى ترك هذا الحقل فارغًا
reply-button = إرسال التعليق
reply-closed = التعليقات مغلقة.
reply-locked = التعليقات مقفلة: لا تعليقات جديدة ولا تعديلات.
reply-details = يُرجى إدخال بياناتك أدناه أو النقر على إحدى الأيقونات لتسجيل الدخول:
reply-another-account = يُرجى النقر على إحدى الأيقونات لتسجيل الدخول بحساب آخر:
reply-account = { $kind ->
    [email] سيُرسل تعليقك باسم { $name } باستخدام عنوان بريدك الإلكتروني.
   *[other] سيُرسل تعليقك باسم { $name } باستخدام حسابك على { $provider }.
}
reply-log-out = تسجيل الخروج
reply-change = تغيير
reply-by-email = البريد الإلكتروني

refused-nothing-lost = لم يضع أي شيء كتبته: ما زال في النموذج.
refused-your-text = نصك
refused-copy = لم يُنشر تعليقك. إليك نصه ليمكنك نسخه:
refused-too-large-to-show = لم يُحفظ ما أرسلته، وهو أكبر من أن يُعرض هنا. يُرجى الرجوع في المتصفح: من المفترض أن يكون نصك ما زال في النموذج.
refused-no-text = يُرجى الرجوع في المتصفح والمحاولة مرة أخرى.
refused-back = العودة إلى الصفحة

## The comments of a page

thread-count = { $count ->
    [zero] لا تعليقات
    [one] تعليق واحد
    [two] تعليقان
    [few] { $count } تعليقات
    [many] { $count } تعليقًا
   *[other] { $count } تعليق
}
thread-empty = لا توجد تعليقات بعد.
thread-removed = أُزيل هذا التعليق.
thread-nameless = بلا اسم
thread-edited = معدّل
thread-reply = رد
thread-reply-to = رد على { $name }
thread-more = المزيد من التعليقات

## The script of the form

script-unreachable = الخادم لا يستجيب. ما زال نصك هنا.
script-keep = الاحتفاظ بهذا الحساب
script-or = يُرجى النقر على إحدى الأيقونات لتسجيل الدخول بحساب آخر، أو { $keep }:
script-connecting = جارٍ الاتصال بـ { $provider }…
script-here = تسجيل الدخول في هذه الصفحة بدلًا من ذلك
script-cancel = إلغاء
script-cancelled = لم يتم تسجيل دخولك.
script-failed = لم ينجح ذلك. لم يتم تسجيل دخولك.

## Signing in

sign-in-heading = تسجيل الدخول إلى { $site }
sign-in-asked = سيتم تسجيل دخولك إلى { $site } بحسابك على { $provider }، ثم نقلك إلى { $back }. إن لم يكن هذا ما أردته، يُرجى إغلاق هذه الصفحة.
sign-in-continue = المتابعة إلى { $provider }
sign-in-connecting = جارٍ الاتصال بـ { $provider }…
sign-in-wait = سيعرض متصفحك الصفحة بعد لحظات.
sign-in-done = تم تسجيل دخولك
sign-in-window = ستُغلق هذه النافذة تلقائيًا. إن لم تُغلق، يُرجى العودة إلى { $site }.
sign-in-back = العودة إلى { $site }
sign-in-mail-asked = أكّدت أن { $email } هو عنوان بريدك الإلكتروني. سيتم نقلك إلى { $back }. إن لم يصدر هذا الطلب عنك، يُرجى إغلاق هذه الصفحة.
sign-in-button = تسجيل الدخول
sign-in-this-server = هذا الخادم
sign-in-the-provider = مزوّد خدمة الدخول
sign-in-mail = البريد الإلكتروني
sign-in-data-deleted = حُذفت بياناتك
sign-in-data-deleted-text = في { $day } ورد من { $provider } طلب بحذف البيانات المتعلقة بحسابك. وقد حُذفت قبل أن يصل الجواب إلى { $provider }.

sign-in-text-kept = ما زال نصك في النموذج.
sign-in-cancelled = لم يتم تسجيل دخولك عبر { $provider }
sign-in-cancelled-text = يمكنك المحاولة مرة أخرى أو اختيار طريقة أخرى.
sign-in-not-offered = تسجيل الدخول عبر { $provider } غير متاح هنا
sign-in-not-offered-text = يُرجى اختيار طريقة أخرى لتسجيل الدخول.
sign-in-no-answer = لم يصل رد من { $provider }
sign-in-no-answer-text = يُرجى المحاولة مرة أخرى لاحقًا أو اختيار طريقة أخرى.
sign-in-untrusted = وصل من { $provider } رد لا يمكن الوثوق به
sign-in-untrusted-text = لم يتم تسجيل دخولك. يُرجى المحاولة مرة أخرى أو اختيار طريقة أخرى.
sign-in-misconfigured = هذا الخادم غير مقبول لدى { $provider }
sign-in-misconfigured-text = يمكن للجهة المشغّلة لهذا الخادم معرفة السبب من السجل. يُرجى اختيار طريقة أخرى.
sign-in-ended = انتهت محاولة تسجيل الدخول هذه
sign-in-ended-text = بدأت في متصفح آخر أو منذ وقت طويل جدًا، أو سبق استخدامها. يُرجى الرجوع والبدء من جديد.
sign-in-unreadable = وصل من { $provider } رد تتعذّر قراءته
sign-in-unreadable-text = يُرجى الرجوع والبدء من جديد، أو اختيار طريقة أخرى.
sign-in-taken = هذا الحساب يخص شخصًا آخر هنا
sign-in-taken-text = حسابك على { $provider } مرتبط هنا بشخص آخر. يُرجى تسجيل الدخول به وإلغاء ربطه هناك أولًا.
sign-in-unavailable = غير متاح حاليًا
sign-in-unavailable-text = يُرجى المحاولة مرة أخرى بعد لحظات.

sign-in-challenge-needed = يُرجى إرسال القيمة challenge الخاصة بالنموذج؛ ولا تُستثنى من ذلك إلا صفحات هذا الخادم.
sign-in-challenge = يُرجى إرسال SHA-256 بترميز base64url دون حشو: 43 حرفًا.
sign-in-verifier-length = يجب أن يكون عدد الأحرف من 43 إلى 128 (العدد الحالي: { $got }). يُرجى إرسال القيمة verifier التي كان SHA-256 الخاص بها هو القيمة challenge.
sign-in-verifier-characters = لا يُسمح إلا بالأحرف A–Z وa–z والأرقام 0–9 والواصلة والنقطة والشرطة السفلية وعلامة التلدة (RFC 7636، القسم 4.1).
sign-in-return-to = يجب أن يكون عنوان URL على { $origins }، دون عنوان URL آخر في مساره.
sign-in-page = يجب أن يكون عنوان URL ضمن أصول الموقع (origins)، دون عنوان URL آخر في مساره.

mail-announced = إن كان عنوان البريد الإلكتروني هذا يستقبل الرسائل، فهناك رمز في الطريق إليه. تدوم صلاحيته 15 دقيقة.
mail-announced-to = إن كان { $email } يستقبل الرسائل، فهناك رمز في الطريق إليه. تدوم صلاحيته 15 دقيقة.
mail-wrong-code = هذا ليس الرمز الصحيح، أو مضى عليه أكثر من 15 دقيقة، أو جُرّب مرات كثيرة.
mail-attempt = القيمة `attempt` غير صالحة. يُرجى إرسالها كما وردت تمامًا أو عدم إرسالها.

## A commenter's own page

me-title = تعليقاتك وبياناتك
me-intro = بعد تسجيل الدخول يمكنك رؤية ما يحفظه هذا الخادم عنك وتغييره. إن كنت قد علّقت دون حساب، يُرجى التحقق من عنوان البريد الإلكتروني الذي قدّمته: وعندها يمكنك التحكم في كل ما كُتب باستخدامه.
me-sign-in-with = تسجيل الدخول عبر { $provider }
me-signed-in = { $kind ->
    [email] تم تسجيل دخولك باسم { $name } باستخدام عنوان بريدك الإلكتروني.
   *[other] تم تسجيل دخولك باسم { $name } باستخدام حسابك على { $provider }.
}
me-sign-out = تسجيل الخروج
me-offer = { $count ->
    [zero] لم يُكتب أي تعليق باستخدام { $email } قبل تحققك من عنوان البريد هذا.
    [one] كُتب تعليق واحد باستخدام { $email } قبل تحققك من عنوان البريد هذا. كان بإمكان أي شخص إدخال العنوان: يُرجى نسب التعليق إلى نفسك فقط إن كان من كتابتك.
    [two] كُتب تعليقان باستخدام { $email } قبل تحققك من عنوان البريد هذا. كان بإمكان أي شخص إدخال العنوان: يُرجى نسب التعليقين إلى نفسك فقط إن كانا من كتابتك.
    [few] كُتبت { $count } تعليقات باستخدام { $email } قبل تحققك من عنوان البريد هذا. كان بإمكان أي شخص إدخال العنوان: يُرجى نسب التعليقات إلى نفسك فقط إن كانت من كتابتك.
    [many] كُتب { $count } تعليقًا باستخدام { $email } قبل تحققك من عنوان البريد هذا. كان بإمكان أي شخص إدخال العنوان: يُرجى نسب التعليقات إلى نفسك فقط إن كانت من كتابتك.
   *[other] كُتب { $count } تعليق باستخدام { $email } قبل تحققك من عنوان البريد هذا. كان بإمكان أي شخص إدخال العنوان: يُرجى نسب التعليقات إلى نفسك فقط إن كانت من كتابتك.
}
me-claim = { $count ->
    [zero] نسب التعليقات إليّ
    [one] نسب التعليق إليّ
    [two] نسب التعليقين إليّ
    [few] نسب التعليقات إليّ
    [many] نسب التعليقات إليّ
   *[other] نسب التعليقات إليّ
}
me-profile = الاسم والموقع الإلكتروني
me-picture = صورتك
me-name = الاسم الظاهر بجانب تعليقاتك
me-website = الموقع الإلكتروني الظاهر معه
me-change = تغيير
me-accounts = الحسابات
me-accounts-text = كل من هذه الحسابات يمثّل هنا الشخص نفسه.
me-last-used = آخر استخدام في { $day }
me-unlink = إلغاء الربط
me-unlink-here = إلغاء الربط وتسجيل الخروج هنا
me-link = ربط حساب { $provider }
me-sessions = أماكن تسجيل دخولك
me-this-page = هذه الصفحة
me-session = { $place }، عبر { $provider }، آخر استخدام في { $day }
me-here = (هنا)
me-end = إنهاء
me-end-others = إنهاء كل الجلسات الأخرى
me-data = بياناتك
me-download = تنزيل كل ما هو محفوظ عنك
me-erase-text = محو كل ما هو محفوظ عنك في جميع مواقع هذا الخادم. تبقى ردود الآخرين.
me-your-comments = تعليقاتك
me-anonymise = تبقى تعليقاتي دون أي شيء يدل على هويتي
me-delete = تُحذف تعليقاتي
me-sure = أؤكد ذلك: لا يمكن التراجع عن هذا الإجراء
me-erase = محو بياناتي
me-code = الرمز الوارد في رسالة البريد
me-link-this = ربط عنوان البريد الإلكتروني هذا
me-link-email = ربط عنوان بريد إلكتروني
me-email = تسجيل الدخول برمز يصل بالبريد الإلكتروني
me-send-code = إرسال رمز إلى بريدي

me-moderator = الرد بصفة الإشراف
me-moderator-linked = رُبطت هذه الجلسة بحساب الإشراف { $login } (يظهر باسم { $name }) في { $day }. ما يُرسل من جلسة مرتبطة إلى موقع لديك صلاحية الإشراف عليه يُنشر فورًا مع صفتك.
me-moderator-end = إنهاء كل عمليات الربط
me-moderator-more = ربط الجلسات التي بدأت منذ ذلك الحين
me-moderator-link = ربط جلساتك بحساب الإشراف الخاص بك
me-moderator-text = هذا القسم مخصص للإشراف على مدونات هذا الخادم. يُرجى أولًا تسجيل الدخول في المدونة، ثم إدخال اسم الدخول وكلمة المرور لحساب الإشراف الخاص بك هنا: تُربط كل جلسة مذكورة أدناه حتى انتهائها، ولا تحتوي أبدًا على الرمز المميز لحساب الإشراف.
me-moderator-login = اسم الدخول لحساب الإشراف
me-moderator-password = كلمة المرور لحساب الإشراف
me-moderator-button = ربط جلساتي
me-moderator-session = مرتبطة بحساب الإشراف الخاص بك

me-done-profile = تم تغيير اسمك وموقعك الإلكتروني للتعليقات القادمة.
me-done-unlinked = أُلغي ربط الحساب، وانتهت الجلسات التي بدأت به.
me-done-ended = انتهت الجلسة.
me-done-others = انتهت كل الجلسات الأخرى.
me-done-linked = تم ربط جلساتك: ما يُرسل منها إلى مواقعك يُنشر فورًا.
me-done-unlinked-moderator = لم تعد أي من جلساتك مرتبطة بحساب إشراف.
me-done-adopted = أصبحت التعليقات منسوبة إليك الآن.
me-done-out = تم تسجيل خروجك.
me-done-over = انتهت جلستك. يُرجى تسجيل الدخول مرة أخرى.
me-done-erased = تم محو كل ما كان محفوظًا عنك.
me-last-account = هذا آخر حساب يمكن التعرّف عليك به هنا؛ وبدون أي حساب لن يربطك شيء بتعليقاتك. يُرجى أولًا ربط حساب آخر، أو محو كل شيء.
me-not-linked = لم يعد هذا الحساب مرتبطًا بك.
me-no-session = هذه ليست من جلساتك.
me-choose = يُرجى اختيار ما سيحدث لتعليقاتك.
me-confirm = يُرجى تأكيد قرارك: لا يمكن التراجع عن هذا الإجراء.

## The embedded thread

# The headline above the comments of a page with a title.
thread-heading = { $count ->
    [0] لا آراء حول «{ $title }» بعد
    [zero] لا آراء حول «{ $title }» بعد
    [one] رأي واحد حول «{ $title }»
    [two] رأيان حول «{ $title }»
    [few] { $count } آراء حول «{ $title }»
    [many] { $count } رأيًا حول «{ $title }»
   *[other] { $count } رأي حول «{ $title }»
}
# Invites readers to write the first comment of a page.
thread-invite = لا توجد تعليقات بعد. ما رأيك؟
thread-page-title = التعليقات على «{ $title }»
thread-oldest = الأقدم أولًا
thread-newest = الأحدث أولًا
thread-in-reply-to = ردًا على { $name }
thread-role-moderator = فريق الإشراف
# The badge beside the name of the person whose blog it is.
thread-role-owner = إدارة المدونة
# The badge of the comment that is shown first.
thread-pinned = مثبّت
thread-edit = تعديل
thread-edit-own = تعديل تعليقك
thread-delete = حذف
thread-delete-own = حذف تعليقك
thread-delete-question = حذف تعليقك؟ لا يمكن التراجع عن هذا الإجراء.
thread-cancel = إلغاء
thread-save = حفظ
thread-deleted = حُذف تعليقك.
thread-saved = حُفظ تعديلك.
thread-pending = في انتظار موافقة الإشراف. لا يظهر هذا لأحد سواك.
thread-edit-pending = تعديلك في انتظار موافقة الإشراف. وحتى ذلك الحين يرى الآخرون النص السابق.
thread-in-review = عُدِّل هذا التعليق وهو في انتظار الإشراف.
thread-missing = لم يعد هذا التعليق متاحًا.
thread-earlier = التعليقات السابقة
thread-load-failed = تعذّر تحميل التعليقات.
thread-retry = إعادة المحاولة

## The embedded form

form-preview = معاينة
form-preview-title = معاينة تعليقك
form-continue = متابعة الكتابة
form-sending = جارٍ الإرسال…
form-format = يمكنك استخدام ما يلي: *تمييز*، **نص عريض**، `شيفرة`، > اقتباسات، قوائم، روابط.
form-draft = يُحفظ نصك في هذا المتصفح إلى حين نشره.
form-remember = حفظ اسمي وعنوان بريدي الإلكتروني وموقعي في هذا المتصفح لاستخدامها عند التعليق في المرة القادمة.
form-offline = لا يوجد اتصال بالإنترنت. نصك محفوظ هنا. يُرجى إرساله عند عودة الاتصال.
form-not-sent = تعذّر إرسال تعليقك. ما زال نصك هنا.
form-send-again = إعادة الإرسال
form-now = يمكنك إرسال تعليقك الآن.
# Shown while the browser computes a proof of work.
form-proof = ينفّذ متصفحك مهمة صغيرة تمنع التعليقات المزعجة: { $percent }%
form-left = عدد الأحرف المتبقية: { $count }
form-privacy = سياسة الخصوصية
form-sign-in-needed = يُرجى تسجيل الدخول للتعليق.
form-sign-in-with = تسجيل الدخول عبر { $provider }
form-email-intro = يُرجى إدخال عنوان بريدك الإلكتروني. سيصلك رمز بالبريد، ولا حاجة إلى كلمة مرور.
form-new-code = إرسال رمز جديد بالبريد
form-signed-in = تم تسجيل دخولك باسم { $name }.
form-signed-out = تم تسجيل خروجك.

## The comments of a person on their own page

me-comments-title = ما كتبته
me-comments-empty = لا توجد تعليقات كتبتها حتى الآن.
me-comments-more = التعليقات الأقدم
me-on-page = على { $page }
me-status-approved = منشور
me-status-pending = في انتظار موافقة الإشراف
me-change-until = يمكنك تعديله حتى { $time }.

## The moderators’ pages

mod-title = الإشراف
mod-sign-in = تسجيل الدخول للإشراف
mod-resend-text = لم يتغير شيء. ما كتبته محفوظ في هذه الصفحة: سجّل الدخول في علامة تبويب جديدة، ثم عد وأرسله مرة أخرى. يجب إدخال كلمات المرور من جديد.
mod-login = اسم الدخول
mod-password = كلمة المرور
mod-sites = المواقع
mod-all-sites = كل المواقع
mod-folders = المجلدات
mod-folder-review = للمراجعة
mod-folder-probably-spam = يُحتمل أنه مزعج
mod-folder-approved = المقبولة
mod-folder-spam = المزعجة
mod-folder-trash = سلة المهملات
mod-folder-all = كل المجلدات
mod-search = البحث في النص والاسم والبريد الإلكتروني
mod-search-button = بحث
mod-reason = السبب
mod-any-reason = أي سبب
mod-order-score = حسب الدرجة
mod-filter-network = الشبكة { $network }
mod-filter-email-domain = البريد لدى { $domain }
mod-filter-page = الصفحة { $page }
mod-filter-remove = إزالة عامل التصفية هذا
mod-filter-reset = عرض المجلد كاملًا
mod-empty = لا توجد تعليقات هنا.
mod-search-incomplete = بعد الترقية ما زال إعداد التعليقات القديمة للبحث جاريًا، وقد لا يظهر بعضها.
mod-overflowed = نُقلت إلى المزعجة خلال الأيام السبعة الماضية لامتلاء قائمة الانتظار: { $what }
mod-parts = أجزاء القائمة
mod-next = التعليقات التالية
mod-first = إلى البداية
mod-select = تحديد تعليق { $name }
mod-select-all = تحديد كل ما في هذه الصفحة
mod-selected = التعليقات المحددة:
mod-approve = قبول
mod-spam = مزعج
mod-trash = إلى المهملات
mod-hold = إعادة للمراجعة
mod-restore = إعادته للمراجعة
mod-delete = حذف نهائي
mod-undo = تراجع
mod-context = السياق
mod-on-page = في صفحته
mod-done-approve = تم القبول: { $what }.
mod-done-hold = أُعيد للمراجعة: { $what }.
mod-done-spam = مزعج: { $what }.
mod-done-trash = في المهملات: { $what }.
mod-done-delete = حُذف نهائيًا: { $what }.
mod-done-rejected = رُفض التغيير: { $what }. يبقى النص السابق منشورًا.
mod-done-undo = أُعيد كما كان: { $what }.
mod-replied = تم نشر ردك.
mod-skip-conflict = تغيّر في هذه الأثناء، فلم يُتخذ أي إجراء: { $what }.
mod-skip-unchanged = سبق اتخاذ القرار نفسه: { $what }.
mod-skip-not-found = لم يعد موجودًا: { $what }.
mod-skip-erased = حُذف نهائيًا ولا يمكن تغييره: { $what }.
mod-skip-unavailable = لم يُنفَّذ لأن قاعدة البيانات لم تستجب: { $what }. حاول مرة أخرى.
mod-decision = { $action }: { $login }، { $time }.
mod-record = تعليقات أخرى: مقبولة { $approved }، مزعجة { $spam }، في المهملات { $trash }
mod-new-author = أول تعليق
mod-verified-email = البريد الإلكتروني مؤكد
mod-verified-account = سجّل الدخول عبر { $provider }
mod-unverified = غير مؤكد
mod-title-claimed = عنوان غير مؤكد
mod-edit-waits = عُدّل تعليق منشور. القبول ينشر النص الجديد، أما «مزعج» و«إلى المهملات» فيلغيان التعديل فقط.
mod-old-text = النص المنشور
mod-new-text = النص الجديد
mod-why = الأسباب، الدرجة { $score }
mod-holds = يوقف
mod-all-matching = اتخاذ قرار بشأن كل المطابِق
mod-all-matching-text = كل تعليقات هذا المجلد المطابقة للبحث وعوامل التصفية في جميع الصفحات. سترى عددها أولًا.
mod-matching-text = ما يتغير من الآن فصاعدًا غير مشمول. يمكنك التراجع لاحقًا.
mod-matching-more = يُبتّ في { $max } تعليق كحد أقصى في المرة الواحدة. إن وُجد المزيد فكرر ذلك للبقية.
mod-delete-text = سيُفقد النص وكل بيانات الكاتب. لا يمكن التراجع عن ذلك.
mod-back = العودة إلى القائمة
mod-context-title = تعليق { $name } في سياقه
mod-reply-hint = يُنشر فورًا باسم { $name }. ويُقبل التعليق إن لم يكن مقبولًا.
mod-history = ما تقرر
mod-history-empty = لم يُتخذ قرار بشأن هذا التعليق بعد.
mod-failed = لم يُنفَّذ: لم يستجب الخادم. حاول مرة أخرى.
mod-keys = اختصارات لوحة المفاتيح
mod-keys-help = عرض الاختصارات
mod-key-move = التعليق التالي، السابق
mod-key-select = تحديد
mod-key-selected = المحدد: قبول، مزعج، مهملات
mod-close = إغلاق
mod-pages = صفحات الإشراف
mod-queue = قائمة الانتظار
mod-dashboard = نظرة عامة
mod-range = الفترة
mod-days = { $days } يومًا
mod-comments-per-day = التعليقات في كل يوم
mod-comments-text = الأيام بتوقيت UTC. المُستعادة هي تعليقات عدّها الفحص مزعجة ثم قبلها مشرف. لكل رسم مقياسه.
mod-received = الواردة
mod-rescued = المُستعادة
mod-chart-label = { $name }: { $total } من { $from } إلى { $to }، وأكثرها { $max } في { $day }.
mod-chart-empty = { $name }: لا شيء من { $from } إلى { $to }.
mod-as-table = الأرقام في جدول
mod-day = اليوم
mod-median = وسيط الانتظار
mod-p90 = 9 من 10 انتظرت على الأكثر
mod-queue-times-text = الرقمان الأولان للحظة الحالية. والأوقات للتعليقات التي بُتّ فيها في هذه الفترة: { $count }.
mod-reasons = دقة الأسباب
mod-reasons-text = كل القرارات منذ البداية. نسبة الاستعادة هي نسبة ما قُبل من التعليقات التي عُدّت مزعجة: كلما قلّت كان أفضل.
mod-reasons-empty = لم يُبتّ بعد في تعليقات لها أسباب.
mod-rescue-rate = نسبة الاستعادة
mod-accuracy = الدقة
mod-accuracy-unknown = قرارات قليلة جدًا
mod-accuracy-good = جيدة
mod-accuracy-weak = ضعيفة
mod-accuracy-misleading = مضللة
mod-percent = { $number }%
mod-seconds = { $number } ث
mod-minutes = { $number } د
mod-hours = { $number } س
mod-days-short = { $number } ي
mod-health = الخادم
mod-health-database = قاعدة البيانات
mod-health-limits = Redis (حدود المعدل)
mod-health-mail = البريد
mod-health-checks = الفحوص الخارجية
mod-health-working = يعمل
mod-health-failing = لا يعمل
mod-health-not-configured = غير مُعدّ
mod-log = السجل
mod-filter-moderator = بواسطة { $login }
mod-filter-comment = تعليق { $name }
mod-show = عرض
mod-status-deleted = محذوف نهائيًا
mod-log-action = الإجراء
mod-log-any-action = أي إجراء
mod-log-empty = لا توجد مدخلات.
mod-log-next = مدخلات أقدم
mod-log-gone = تعليق محذوف نهائيًا
mod-log-of-edit = تعديله
mod-log-same-comment = كل ما يخص هذا التعليق
mod-log-before = قبل:
mod-log-after = بعد:
mod-log-command-line = سطر الأوامر
mod-log-edit = عدّله مشرف
mod-log-remove-site = أزيل الموقع
mod-log-title = عنوان صفحة
mod-log-url = رابط صفحة
mod-log-state = فتح النقاش أو إغلاقه
mod-log-pin = تثبيت تعليق
mod-log-move = نقل النقاش
mod-log-alias = مفتاح إضافي لصفحة
mod-thread-open = مفتوح
mod-thread-closed = مغلق
mod-thread-locked = مقفل
mod-note = ملاحظة
mod-notes = ملاحظات عن الكاتب
mod-notes-number = ملاحظات عن الكاتب: { $number }
mod-notes-text = لا يرى الملاحظات إلا مشرفو هذا الموقع، مع كل تعليق للكاتب. ولا يراها القراء ولا الكاتب أبدًا.
mod-notes-unknown = الكاتب ضيف بلا بريد إلكتروني ولا يمكن التعرف عليه، فلا يمكن إضافة ملاحظات.
mod-note-add = إضافة ملاحظة
mod-note-delete = حذف ملاحظة { $login }
mod-note-many = توجد بالفعل { $max } ملاحظة عن هذا الكاتب. احذف واحدة أولًا.
mod-note-length = الحد الأقصى للملاحظة أو السبب { $max } حرفًا؛ وفيها { $count }.
mod-note-controls = أزل رموز التحكم.
mod-edit-title = تعديل التعليق
mod-edit-hint = يرى القراء أن التعليق عُدّل، ويبقى النص السابق متاحًا للمشرفين.
mod-edit-reason = السبب، للسجل (اختياري)
mod-edit-owners = لا يغيّر اسم كاتب موثَّق أو ما نشره مشرف آخر إلا المالكون.
mod-revisions = النسخ السابقة
mod-revision = باسم { $name }، إلى أن عدّله { $login }، { $time }
mod-ban = حظر
mod-more = المزيد
mod-thread = النقاش
mod-thread-state = هذا النقاش { $state }.
mod-thread-state-set = حدّد ذلك مشرف.
mod-thread-state-policy = بحسب قواعد الموقع.
mod-thread-reopen = فتح
mod-thread-close = إغلاق: لا تعليقات جديدة
mod-thread-lock = إقفال: لا تعليقات جديدة ولا تعديلات
mod-thread-by-policy = ترك القرار لقواعد الموقع
mod-thread-title = عنوان الصفحة
mod-thread-url = رابط الصفحة
mod-thread-claim = ادّعاء متصفح أحد الكتّاب: { $text }
mod-thread-empty = الحقل الفارغ يترك ما تدّعيه المتصفحات.
mod-pin = تثبيت هذا التعليق
mod-unpin = إلغاء تثبيت التعليق
mod-pin-text = يظهر التعليق المثبّت أولًا.
mod-thread-move = نقل النقاش
mod-thread-move-to = مفتاح الصفحة الأخرى
mod-thread-move-text = تنتقل كل تعليقات { $page } إلى الصفحة الأخرى، ويدل هذا المفتاح عليها بعد ذلك. وإن كانت فيها تعليقات صار النقاشان واحدًا، ولا رجعة في ذلك.
mod-thread-same = أدخل مفتاح صفحة أخرى.
mod-thread-origin = يجب أن يكون ضمن أصل من أصول الموقع: { $origins }.
mod-done-note = حُفظت الملاحظة.
mod-done-note-deleted = حُذفت الملاحظة.
mod-done-edit = عُدّل التعليق.
mod-done-thread = عُدّل النقاش.
mod-done-moved = نُقل النقاش.
mod-not-replied = لم يُنشر ردك بعد. { $why }
mod-replied-before = سبق أن أُرسل رد من هذا النموذج. أرسله مرة أخرى لنشر هذا الرد أيضًا.

## The reasons of an assessment, by code

reason-learned = النص حسب ما تعلّمه المرشح
reason-learning = المرشح ما زال يتعلم
reason-spam_sample = عينة مزعجة للتأكيد
reason-text_known = نص سبق اعتباره مزعجًا
reason-text_similar = نص يشبه المزعج
reason-domain_spam = رابط إلى نطاق مزعج
reason-domain_ham = روابط معروفة وجيدة فقط
reason-author_approved = كاتب سبق قبوله
reason-author_trusted = كاتب قُبل مرات كثيرة
reason-author_rejected = تعليقات سابقة للكاتب مزعجة
reason-honeypot = مُلئ حقل مخفي
reason-answered_at_once = أُرسل خلال ثانيتين
reason-answered_quickly = أُرسل خلال أربع ثوانٍ
reason-token_missing = بلا رمز للنموذج
reason-token_stale = انتهت صلاحية رمز النموذج
reason-token_used = استُخدم رمز النموذج مرتين
reason-unvouched = بلا رمز ولا كاتب مؤكد
reason-form_irregular = نموذج غير منتظم
reason-proof_missing = بلا إثبات عمل
reason-proof_wrong = إثبات عمل خاطئ
reason-form_alone = النموذج وحده مريب
reason-network_spam = محتوى مزعج من هذه الشبكة
reason-network_burst = تعليقات كثيرة من هذه الشبكة
reason-text_repeated = النص نفسه في صفحات أخرى
reason-flood = تعليقات أكثر من المعتاد
reason-flood_unknown = كاتب غير معروف أثناء الفيضان
reason-queue_full = كانت قائمة الانتظار ممتلئة
reason-suspect_word = كلمة مريبة
reason-many_links = روابط كثيرة
reason-limits_degraded = حدود غير مكتملة
reason-akismet_spam = Akismet: مزعج
reason-akismet_discard = Akismet: مزعج بوضوح
reason-akismet_failed = لم يستجب Akismet
reason-hook_spam = الخطاف: مزعج
reason-hook_ham = الخطاف: سليم
reason-hook_unsure = الخطاف: غير متأكد
reason-hook_failed = لم يستجب الخطاف
reason-captcha_missing = لم يُجب عن الكابتشا
reason-captcha_wrong = إجابة كابتشا خاطئة
reason-captcha_failed = لم تستجب خدمة الكابتشا
## Mails to moderators about waiting comments

notice-comment-subject = [{ $site }] علّق { $author } على «{ $page }»
notice-edit-subject = [{ $site }] غيّر { $author } تعليقًا على «{ $page }»
notice-digest-subject =
    { $count ->
        [zero] [{ $site }] لا تعليقات تنتظر ({ $count })
        [one] [{ $site }] تعليق واحد ينتظر ({ $count })
        [two] [{ $site }] تعليقان ينتظران ({ $count })
        [few] [{ $site }] { $count } تعليقات تنتظر
        [many] [{ $site }] { $count } تعليقًا تنتظر
       *[other] [{ $site }] { $count } تعليق تنتظر
    }
notice-comment-intro = علّق { $author } على «{ $page }» ({ $site }). التعليق ينتظر قرارًا.
notice-edit-intro = غيّر { $author } تعليقًا منشورًا على «{ $page }» ({ $site }). النص الجديد ينتظر قرارًا.
notice-cut = هذه البداية فقط؛ تعرض الروابط النص كاملًا.
notice-approve = الموافقة
notice-spam = وضع علامة بريد مزعج
notice-trash = النقل إلى المهملات
notice-open = فتح في قائمة الانتظار
notice-open-queue = فتح قائمة الانتظار كلها
notice-links = يعرض كل رابط التعليق ويطلب التأكيد. الروابط لك وحدك وصالحة لمدة { $days } أيام، فلا تُعِد توجيه هذه الرسالة.
notice-waiting =
    { $count ->
        [zero] لا تعليقات ({ $count }) تنتظر قرارًا.
        [one] تعليق واحد ({ $count }) ينتظر قرارًا.
        [two] تعليقان ({ $count }) ينتظران قرارًا.
        [few] { $count } تعليقات تنتظر قرارًا.
        [many] { $count } تعليقًا تنتظر قرارًا.
       *[other] { $count } تعليق تنتظر قرارًا.
    }
notice-probably-spam =
    { $count ->
        [zero] لا تعليقات أخرى ({ $count }) مزعجة على الأرجح.
        [one] تعليق آخر ({ $count }) مزعج على الأرجح.
        [two] تعليقان آخران ({ $count }) مزعجان على الأرجح.
        [few] { $count } تعليقات أخرى مزعجة على الأرجح.
        [many] { $count } تعليقًا آخر مزعجة على الأرجح.
       *[other] { $count } تعليق آخر مزعجة على الأرجح.
    }
notice-more =
    { $count ->
        [zero] لا تعليقات أخرى ({ $count }) تنتظر.
        [one] تعليق آخر ({ $count }) ينتظر.
        [two] تعليقان آخران ({ $count }) ينتظران.
        [few] { $count } تعليقات أخرى تنتظر.
        [many] { $count } تعليقًا آخر تنتظر.
       *[other] { $count } تعليق آخر تنتظر.
    }
notice-why = تصلك هذه الرسالة لأنك تشرف على تعليقات { $site }.
notice-off = إيقاف هذه الرسائل
notice-unnamed = كاتب بلا اسم
notice-reader = قارئ
notice-withheld = رفض خادم البريد هذا النص. تعرضه الروابط.
queue-feed-title = تعليقات تنتظر: { $site }

## The pages that the links of these mails lead to

act-approve = هل توافق على هذا التعليق؟
act-spam = هل تضع على هذا التعليق علامة بريد مزعج؟
act-trash = هل تنقل هذا التعليق إلى المهملات؟
act-approve-change = هل تريد الموافقة على هذا التغيير؟
act-reject-change = هل تريد رفض هذا التغيير؟
act-off = هل توقف الرسائل عن { $site }؟
act-off-text = لن تصلك رسائل أخرى عن التعليقات المنتظرة في { $site }. تبقى التعليقات في انتظارك أو انتظار مشرفين آخرين.
act-author = كتب { $author } على «{ $page }»:
act-changed = تغيّر التعليق أو اتُّخذ قرار بشأنه في هذه الأثناء. اقرأه ثم قرّر.
act-approved = التعليق منشور
act-marked-spam = التعليق معلَّم كبريد مزعج
act-trashed = التعليق في المهملات
act-deleted = حُذف التعليق
act-rejected = رُفض التغيير
act-rejected-text = يبقى النص السابق منشورًا.
act-decided-by = قرّر ذلك { $login } في { $time } (UTC).
act-decided-otherwise = لم يقرّر ذلك أي مشرف.
act-ended-text = مضى على هذا الرابط أكثر من { $days } أيام، أو لم تعد تشرف على هذا الموقع، أو تغيّر عنوان بريدك الإلكتروني. إن كان التعليق لا يزال ينتظر فهو في قائمة الانتظار.
act-off-done = أُوقفت الرسائل
act-off-done-text = لن تصلك رسائل أخرى عن التعليقات المنتظرة في { $site }.
act-email = هل تريد تأكيد عنوان البريد الإلكتروني هذا؟
act-email-text = ستصل الرسائل عن التعليقات المنتظرة للحساب { $login } إلى { $email }.
act-email-button = تأكيد
act-email-done = تم تأكيد عنوان البريد الإلكتروني
act-email-done-text = تصل الرسائل عن التعليقات المنتظرة الآن إلى { $email }.
act-email-ended = تم تأكيد هذا العنوان أو التخلي عنه، أو أُدخل عنوان آخر، أو مضى على الرابط أكثر من { $days } أيام. يعرض حسابك في صفحة المشرفين العنوان الذي ينتظر.

## Mails

mail-sign-in-subject = رمزك لموقع { $site }: { $code }
mail-sign-in-body =
    هناك من يريد، والأرجح أنه أنت، تأكيد عنوان البريد الإلكتروني هذا من أجل التعليق على { $site }.

    يُرجى إدخال هذا الرمز حيث طلبته:

        { $code }

    أو فتح هذا الرابط على الجهاز نفسه:

        { $link }

    يعمل كل من الرمز والرابط مرة واحدة فقط، ولمدة 15 دقيقة.

    إن لم يصدر هذا الطلب عنك، يُرجى تجاهل هذه الرسالة. لن يحدث شيء، ولا يمكن لأحد تسجيل الدخول
    دون الرمز.
mail-confirm-subject = يُرجى تأكيد عنوان بريدك الإلكتروني على { $server }
mail-confirm-body =
    أُدخل عنوان البريد الإلكتروني هذا لحساب المشرف { $login } على { $server }، لتلقي رسائل عن التعليقات المنتظرة.

    إن كنت أنت من أدخله، يُرجى فتح هذا الرابط وتأكيده:

        { $link }

    يعمل الرابط مرة واحدة فقط، ولمدة { $days } أيام.

    إن لم تكن أنت، يُرجى تجاهل هذه الرسالة. لن تصلك رسائل أخرى.
mail-change-subject = عنوان بريد إلكتروني آخر لحسابك على { $server }
mail-change-body =
    أُدخل عنوان بريد إلكتروني آخر لحساب المشرف { $login } على { $server }. بعد تأكيده ستصل الرسائل عن التعليقات المنتظرة إليه.

    إن لم تكن أنت ولا أحد المالكين من أدخله، يُرجى التخلي عنه وتغيير كلمة المرور هنا:

        { $link }

## The pages for bans, sites, accounts and keys

mod-save = حفظ
mod-saved = تم الحفظ.
mod-add = إضافة
mod-added = تمت الإضافة.
mod-remove = إزالة
mod-removed = تمت الإزالة.
mod-refresh = تحديث
mod-added-by = أضافه { $login }، { $time }
mod-line-error = السطر { $line }: { $error }
mod-site = الموقع
mod-bans = حالات الحظر
mod-bans-empty = لا توجد حالات حظر.
mod-ban-new = إضافة حظر
mod-ban-of = حظر صاحب تعليق { $name }
mod-ban-kind = النوع
mod-kind-person = شخص سجّل الدخول
mod-kind-email = عنوان البريد الإلكتروني
mod-kind-domain = نطاق البريد الإلكتروني
mod-kind-network = عنوان IP أو شبكة
mod-ban-subject = من يُحظر
mod-ban-subject-hint = مثلًا eve@example.org، أو example.org مع نطاقاته الفرعية، أو 203.0.113.7 أو 203.0.113.0/24. لحظر شخص سجّل الدخول، ابدأ من أحد تعليقاته.
mod-ban-until = النهاية (UTC)
mod-ban-until-hint = اتركه فارغًا لحظر دائم.
mod-ban-note = ملاحظة
mod-ban-note-hint = يراها المشرفون فقط.
mod-ban-shadow = عدم إخبار صاحب التعليق
mod-ban-shadow-hint = تُقبل التعليقات الجديدة وتُخفى بدلًا من رفضها.
mod-ban-shadow-tag = دون إخبار صاحب التعليق
mod-ban-also = التعليقات الموجودة
mod-ban-also-none = تركها كما هي
mod-ban-button = حظر
mod-ban-exists = هذا الحظر موجود مسبقًا.
mod-ban-ends = حتى { $time }
mod-ban-permanent = دائم
mod-ban-added = أصبح الحظر ساريًا.
mod-ban-moved = التعليقات الموجودة التي نُقلت: { $what }.
mod-ban-moving = يجري نقل التعليقات الموجودة: { $done } من { $what } حتى الآن.
mod-ban-lift = رفع الحظر
mod-ban-lifted = رُفع الحظر.
mod-sites-empty = ليس لديك مواقع. يمكن للمالك أن يسند إليك بعضها.
mod-site-new = إضافة موقع
mod-site-change = الاسم والأصول
mod-site-name = الاسم
mod-site-slug = الاسم القصير
mod-site-slug-hint = حروف لاتينية صغيرة وأرقام وشرطات. هو جزء من عناوين URL ولا يمكن تغييره لاحقًا.
mod-site-origins = الأصول (Origins)
mod-site-origins-hint = أصل واحد في كل سطر، مثل https://blog.example. لا يعرض التعليقات والنموذج إلا صفحات هذه الأصول. لنسخ المعاينة تحل نجمة محل جزء من الاسم: https://*.preview.blog.example.
mod-site-remove = إزالة { $name }
mod-site-remove-text = يُحذف الموقع مع كل تعليقاته ونقاشاته وحالات الحظر والملاحظات والسجل والإعدادات. لا يمكن التراجع عن ذلك.
mod-site-confirm = للتأكيد أدخل { $slug }
mod-site-confirm-wrong = أدخل { $slug } لإزالة الموقع.
mod-flood = سيل من التعليقات منذ { $time }: درجة الحماية { $step } من 3.
mod-policy = الإعدادات
mod-policy-of = إعدادات { $name }
mod-policy-owners = لا يغيّر هذه الإعدادات إلا المالكون.
mod-policy-conflict = غيّره مالك آخر في هذه الأثناء إلى: { $value }. احفظ مرة أخرى لاستبداله.
mod-part-moderation = الإشراف والكلمات
mod-part-people = من يمكنه التعليق
mod-part-comments = التعليقات والنماذج
mod-part-limits = الحدود ومدة الحفظ
mod-policy-moderation = ما ينتظر المشرف
mod-mode-all = كل تعليق
mod-mode-first = تعليقات من ليس لهم تعليق معتمد
mod-mode-suspect = ما تشتبه فيه الفحوص فقط
mod-mode-none = لا شيء؛ ومع ذلك تذهب الرسائل المزعجة إلى مجلدها
mod-policy-banned-words = كلمات محظورة: يُرفض التعليق
mod-policy-suspect-words = كلمات مشبوهة: ينتظر التعليق المشرف
mod-policy-words-hint = كلمة في كل سطر، بحد أقصى 1,000. تُحتسب الكلمات الكاملة دون تمييز حالة الأحرف.
mod-policy-links-max = الروابط دون انتظار
mod-policy-guests = يمكن للزوار التعليق دون تسجيل الدخول
mod-policy-guest-name = اسم الزوار
mod-policy-guest-email = البريد الإلكتروني للزوار
mod-policy-guest-website = موقع الزوار
mod-rule-required = إلزامي
mod-rule-optional = اختياري
mod-rule-hidden = لا يُطلب
mod-policy-email-sign-in = يمكن للقراء تسجيل الدخول بالبريد الإلكتروني
mod-policy-all-providers = عرض كل خدمات تسجيل الدخول في هذا الخادم
mod-policy-providers = وإلا فهذه فقط
mod-policy-text-min = أقصر تعليق، بالأحرف
mod-policy-text-max = أطول تعليق، بالأحرف
mod-policy-depth-max = مستويات الردود
mod-policy-close-after = تُغلق النقاشات بعد، بالأيام
mod-policy-close-after-hint = من أول تعليق. اتركه فارغًا لتبقى النقاشات مفتوحة.
mod-policy-edit-window = مدة تعديل التعليق أو حذفه لصاحبه، بالثواني
mod-policy-edit-window-hint = 900 تعني 15 دقيقة؛ و0 تعني أبدًا.
mod-policy-edits = أثناء انتظار تعديل تعليق منشور
mod-edits-keep = عرض النص المنشور
mod-edits-hide = عدم عرض التعليق
mod-policy-language = لغة الصفحات والرسائل والبريد للقراء
mod-language-name = العربية
mod-policy-privacy = صفحة الخصوصية
mod-policy-privacy-hint = يشير كل نموذج إلى عنوان URL هذا. اتركه فارغًا لعدم وضع رابط.
mod-policy-limits = حدود النشر، كنسبة مئوية من الحدود المضمّنة
mod-policy-limits-hint = 50 تنصّفها و200 تضاعفها.
mod-policy-ham-lost = التعليقات الحقيقية التي قد تذهب إلى المجلد المزعج، من 1,000
mod-policy-spam-published = الرسائل المزعجة التي قد تُنشر، من 100
mod-policy-pending-max = أقصى عدد للتعليقات المنتظرة
mod-policy-pending-hint = ما زاد على ذلك يذهب الأرجح إزعاجًا منه إلى المجلد المزعج، باستثناء تعليقات المؤكَّدين.
mod-policy-pending-network = أقصى عدد منتظر من شبكة واحدة
mod-policy-spam-days = الأيام حتى حذف الرسائل المزعجة
mod-policy-trash-days = الأيام حتى إفراغ المهملات
mod-policy-days-hint = 0 تعني أبدًا.
mod-preview = معاينة
mod-preview-title = بهذه الإعدادات، من آخر تعليقات القراء ({ $count })
mod-preview-held = كانت ستنتظر المشرف: { $count }
mod-preview-refused = كانت ستُرفض: { $count }
mod-preview-filed = كانت ستذهب إلى المجلد المزعج: { $count }
mod-preview-published = كانت ستُنشر فورًا: { $count }
mod-preview-cut = لا تُذكر إلا الأحدث.
mod-preview-unsaved = لم يُحفظ شيء بعد.
mod-people = الحسابات
mod-person-new = إضافة مشرف
mod-person-self = أنت
mod-person-no-sites = لا مواقع
mod-person-sites = مواقع المشرف
mod-person-remove = إزالة { $login }
mod-person-remove-text = يُحذف الحساب، وتنتهي جلساته ومفاتيح API الخاصة به فورًا. تبقى التعليقات المنشورة والسجل.
mod-account = الحساب { $login }
mod-profile = الاسم والدور والمواقع
mod-profile-owners = لا يغيّرها إلا المالكون.
mod-display-name = الاسم المعروض
mod-display-name-hint = يظهر بجانب تعليقات هذا المشرف. من دونه يرى القراء اسم الموقع.
mod-login-hint = حروف وأرقام ونقاط وشرطات سفلية وشرطات. لا يراه القراء أبدًا.
mod-role = الدور
mod-role-owner = مالك
mod-role-moderator = مشرف
mod-role-hint = يمكن للمالكين كل شيء في كل المواقع؛ ويشرف المشرفون على المواقع المختارة أدناه.
mod-email-hint = لرسائل التعليقات المنتظرة. اتركه فارغًا لعدم تلقي رسائل.
mod-email-refused = رفض خادم البريد هذا العنوان، لذلك لا تُرسل رسائل. صحّحه أو احفظه مرة أخرى عندما يعمل.
mod-email-waits = ينتظر { $email } التأكيد: يُرجى فتح الرابط في الرسالة المرسلة إليه.
mod-email-in-use = حتى ذلك الحين تصل الرسائل إلى { $email }.
mod-email-no-use = حتى ذلك الحين لا تُرسل رسائل.
mod-email-send-again = إرسال الرسالة مرة أخرى
mod-email-sent = أُرسلت الرسالة مرة أخرى.
mod-email-drop = التخلي عن هذا العنوان
mod-email-dropped = تم التخلي عن عنوان البريد الإلكتروني الجديد.
mod-already-gone = لم يعد موجودًا: أُزيل من قبل.
mod-unsent = لم يُرسل هذا النص بعد. أرسله أو ألغه أولًا.
mod-email-none-waits = لا يوجد عنوان بريد إلكتروني ينتظر التأكيد.
mod-email-no-mail = لا يرسل هذا الخادم رسائل، لذلك لا يمكن تأكيد عنوان. يُرجى سؤال مشغّل الخادم.
mod-notices = رسائل عن التعليقات المنتظرة
mod-notice-mode = رسائل عن { $site }
mod-notice-off = لا شيء
mod-notice-each = لكل تعليق، فورًا
mod-notice-hourly = واحدة في الساعة على الأكثر
mod-notice-daily = واحدة في اليوم على الأكثر
mod-notice-more-than = واحدة في اليوم على الأكثر، عندما ينتظر أكثر من العدد أدناه
mod-notice-number = كم يمكن أن ينتظر في { $site } دون رسالة
mod-password-change = تغيير كلمة المرور
mod-password-hint = 15 حرفًا على الأقل لا يسهل تخمينها.
mod-password-ends = ينهي هذا كل جلساتك الأخرى.
mod-password-reset = ينهي هذا كل جلسات الحساب ويزيل بريده الإلكتروني، لأن شخصًا آخر ربما وصل إليه.
mod-password-set = تغيّرت كلمة المرور.
mod-current-password = كلمة المرور الحالية
mod-current-password-wrong = هذه ليست كلمة مرورك الحالية.
mod-new-password = كلمة المرور الجديدة
mod-api-keys = مفاتيح API
mod-next-entries = العناصر التالية
mod-keys-empty = لا توجد مفاتيح API.
mod-key-new = إنشاء مفتاح
mod-key-label = التسمية
mod-key-label-hint = الغرض من المفتاح، مثل اسم برنامج.
mod-key-may = ما يمكن للمفتاح فعله
mod-key-all = كل ما يمكنك فعله
mod-key-feed = قراءة موجز { $site }
mod-key-created = مفتاح { $label }
mod-key-once = انسخه الآن: لن يظهر إلا هذه المرة.
mod-key-used = آخر استخدام { $time }
mod-key-unused = لم يُستخدم
mod-key-revoke = إلغاء
mod-key-revoked = أُلغي المفتاح.
policy-range = يجب أن يكون بين { $low } و{ $high }.
policy-words-many = الحد الأقصى للكلمات { $max } (العدد الآن { $count }). احذف بعضها.
policy-word-length = طول الكلمة من 1 إلى { $max } حرف (العدد الآن { $count }).

## Refusals of the moderators’ pages and their API

missing-site = لا يوجد موقع كهذا، أو ليست لديك صلاحية لرؤيته.
missing-moderator = لا يوجد حساب كهذا، أو ليست لديك صلاحية لرؤيته.
missing-ban = لا يوجد حظر كهذا، أو ليست لديك صلاحية لرؤيته.
missing-key = لا يوجد مفتاح كهذا، أو ليست لديك صلاحية لرؤيته.
missing-batch = لا يوجد قرار كهذا، أو ليست لديك صلاحية لرؤيته.
missing-thread = لا توجد تعليقات على هذه الصفحة، أو ليست لديك صلاحية لرؤيتها.
missing-comment = لا يوجد تعليق كهذا، أو ليست لديك صلاحية لرؤيته.
missing-note = لا توجد ملاحظة كهذه، أو ليست لديك صلاحية لرؤيتها.
missing-file = لا يوجد ملف كهذا، أو ليست لديك صلاحية لرؤيته.
site-exists = يوجد موقع بهذا الاسم القصير مسبقًا.
site-unknown = لا يوجد موقع بهذا الاسم القصير.
slug-empty = أدخل اسمًا قصيرًا للموقع.
slug-characters = يجب أن يتكون الاسم القصير للموقع من a–z و0–9 والواصلات فقط.
slug-too-long = يجب ألا يزيد عدد أحرف الاسم القصير للموقع على { $max } (العدد الحالي: { $count }).
login-empty = أدخل اسم دخول.
login-characters = يجب أن يتكون اسم الدخول من a–z و0–9 والنقاط والشرطات السفلية والواصلات فقط.
login-too-short = يجب ألا يقل عدد أحرف اسم الدخول عن { $min }.
login-too-long = يجب ألا يزيد عدد أحرف اسم الدخول على { $max } (العدد الحالي: { $count }).
password-too-short = يجب ألا يقل عدد أحرف كلمة المرور عن { $min }. بضع كلمات لا صلة بينها مناسبة.
password-too-long = يجب ألا تزيد كلمة المرور على { $max } بايت.
password-too-common = كلمة المرور سهلة التخمين. استخدم بضع كلمات لا صلة بينها.
moderator-name-taken = لحساب آخر هذا الاسم المعروض أو اسم يشبهه. اختر اسمًا آخر.
moderator-exists = يوجد حساب باسم الدخول هذا مسبقًا.
moderator-last-owner = لا يمكن إزالة المالك الأخير أو تخفيض دوره. عيّن مالكًا آخر أولًا.
key-label-invalid = يجب أن يكون عدد أحرف التسمية من 1 إلى 100، دون أحرف تحكم.
setup-over = رمز الإعداد خاطئ أو منتهٍ أو مستخدم. أعد تشغيل الخادم للحصول على رمز جديد.
ban-person = يجب أن يكون معرّف شخص (UUID).
ban-domain = يجب أن يكون نطاقًا مثل spam.example.
ban-network = يجب أن يكون عنوان IP أو شبكة مثل 203.0.113.0/24.
ban-network-large = الشبكة كبيرة جدًا: أقصر بادئة مسموح بها هي { $prefix }.
ban-until-past = يجب أن يكون في المستقبل. اتركه فارغًا لحظر دائم.
filter-network = يجب أن تكون شبكة IPv4 ‏/24 أو IPv6 ‏/48، أو عنوان IP فيها.
filter-from-after = يجب أن يسبق نهاية الفترة.
pinned-invalid = يجب أن يكون معرّف تعليق منشور في هذه الصفحة ليس ردًا.
origin-empty = أدخل أصل الموقع، مثل https://example.org.
origin-invalid = يتكون الأصل من مخطط ومضيف ومنفذ عند الحاجة، مثل https://example.org.
origin-wildcard = يجب أن يبدأ الأصل العام بـ https://*. وألا يحتوي على نجمة أخرى، مثل https://*.blog.pages.dev.
origin-public-suffix = يمكن لأي شخص امتلاك مضيفين تحت هذا النطاق. أضف اسم مشروعك، مثل https://*.blog.pages.dev.
origins-exact = يحتاج الموقع إلى أصل دون نجمة، مثل https://blog.example: إليه يُحوَّل القراء.
origins-too-many = لا يزيد عدد أصول الموقع على { $max } (العدد الحالي: { $count }).
policy-providers = 100 معرّف مزوّد على الأكثر، مثل github.
notice-number-required = أدخل عدد التعليقات التي يمكن أن تنتظر دون رسالة.
notice-number-extra = العدد يخص الرسائل التي تُرسل عند انتظار عدد أكبر فقط. اتركه فارغًا.
batch-running = ما زال هذا جاريًا ({ $done } من { $total } تعليق). تراجع عنه عند انتهائه.
api-key-only-session = لا يمكن لمفتاح API القيام بهذا. سجّل الدخول بكلمة المرور.
