# Texts for readers in French (polite form).

## Titles of problems, by code

title-malformed = Requête illisible
title-wrong_host = Nom de serveur incorrect
title-unauthorized = Identification manquante ou non valable
title-wrong_password = Identifiant ou mot de passe incorrect
title-wrong_code = Code incorrect
title-forbidden = Non autorisé
title-thread_closed = Les commentaires sont fermés
title-identity_required = Connectez-vous pour commenter
title-banned = Commentaire impossible
title-edit_window_over = Le délai de modification est écoulé
title-not_found = Introuvable
title-method_not_allowed = Méthode non autorisée
title-not_acceptable = Aucun format convenable
title-timeout = La requête a pris trop de temps
title-conflict = Modifié entre-temps
title-duplicate = Déjà envoyé
title-exists = Existe déjà
title-in_progress = Traitement en cours
title-too_large = Trop volumineux
title-uri_too_long = Adresse trop longue
title-unsupported_media_type = Format non pris en charge
title-invalid = Certains champs sont à corriger
title-idempotency_mismatch = Clé déjà utilisée
title-too_fast = Trop rapide
title-flooded = Fermé aux invités pour quelques minutes
title-headers_too_large = En-têtes trop volumineux
title-internal = Erreur interne
title-unavailable = Indisponible pour le moment
title-too_slow = La recherche a pris trop de temps
title-outcome_unknown = Enregistrement incertain

## Details of problems, by code: what happened and what to do

problem-malformed = La requête n’a pas pu être lue. Veuillez la renvoyer.
problem-wrong_host = Ce serveur ne répond pas à ce nom.
problem-unauthorized = Vous n’êtes pas connecté, ou votre session est terminée. Veuillez vous reconnecter.
problem-wrong_password = L’identifiant ou le mot de passe est incorrect.
problem-wrong_code = Le code est faux, déjà utilisé, vieux de plus de 15 minutes, ou a été essayé trop souvent. Demandez-en un nouveau.
problem-forbidden = Vous ne pouvez pas faire cela.
problem-thread_closed = Les commentaires de cette page sont fermés.
problem-thread-locked = Les commentaires de cette page sont verrouillés et ne peuvent plus être modifiés.
problem-identity_required = Ce site n’accepte que les commentaires des personnes connectées. Connectez-vous, puis renvoyez le vôtre.
problem-banned = Votre commentaire ne peut pas être accepté.
problem-edit_window_over = Le délai pendant lequel ce commentaire pouvait être modifié est écoulé.
problem-not_found = Il n’y a rien ici, ou rien que vous puissiez voir.
problem-method_not_allowed = Cette adresse ne peut pas être utilisée ainsi.
problem-not_acceptable = Aucun des formats demandés n’est disponible ici.
problem-timeout = Votre envoi n’est pas arrivé à temps. Veuillez le renvoyer.
problem-conflict = Le contenu a été modifié entre-temps. Rechargez-le, puis décidez.
problem-duplicate = Vous avez déjà envoyé ce texte ici. Il n’est pas nécessaire de le renvoyer.
problem-exists = Ce nom existe déjà.
problem-in_progress = La même requête est encore en cours de traitement. Réessayez dans un instant.
problem-too_large = Votre envoi est plus volumineux que ce que ce serveur accepte. Raccourcissez votre texte, puis renvoyez-le.
problem-uri_too_long = L’adresse de la requête est trop longue.
problem-unsupported_media_type = Le formulaire a été envoyé dans un format que ce serveur n’accepte pas.
problem-invalid = Veuillez corriger les champs signalés.
problem-invalid-fields = Veuillez corriger : { $fields }.
problem-idempotency_mismatch = Cette clé a déjà servi pour une autre requête.
problem-too_fast = Trop de requêtes. Réessayez dans { wait-time }.
problem-flooded = Ce site reçoit bien plus de commentaires que d’habitude ; il n’en accepte donc pas des personnes qui ne sont pas connectées. Connectez-vous, ou renvoyez le vôtre dans { wait-time }.
problem-headers_too_large = Les en-têtes de la requête sont trop volumineux.
problem-internal = Une erreur s’est produite de notre côté. Veuillez réessayer plus tard.
problem-unavailable = Ce n’est pas possible pour le moment. Veuillez réessayer dans un instant.
problem-too_slow = L’opération a pris plus de 5 secondes et a été interrompue. Limitez la recherche à un site, un état, une page ou moins de jours.
problem-outcome_unknown = On ne sait pas si ceci a été enregistré. Consultez la page avant de le renvoyer.

problem-no-site = Ce site n’existe pas ici. La page qui contient ce formulaire en nomme un autre ; son auteur peut la corriger.
problem-no-parent = Le commentaire auquel vous répondiez n’existe plus. Envoyez le vôtre comme nouveau commentaire, ou répondez à un autre.
problem-no-comment = Ce commentaire n’existe pas, ou vous ne pouvez pas le voir.
problem-comment-gone = Ce commentaire a été supprimé.
problem-no-provider = Ce moyen de connexion n’est pas proposé ici.
problem-no-mail-sign-in = La connexion par e-mail n’est pas proposée ici.
problem-form-broken = Le formulaire a été endommagé en chemin : il contient un signe pour cent incorrect ou une partie illisible.
problem-form-many-fields = Le formulaire a plus de { $max } champs.
problem-own-page-only = Ce formulaire ne peut être envoyé que depuis les pages de ce serveur. Ouvrez la page et réessayez.
problem-signed-out = Vous êtes déconnecté, ou connecté sur un autre site. Reconnectez-vous ; rien de ce que vous avez écrit n’est perdu.
problem-no-edit-token = Seule la personne qui a écrit le commentaire peut faire cela. Envoyez le jeton de modification du commentaire, ou connectez-vous.
problem-wrong-edit-token = Ce jeton de modification n’appartient pas à ce commentaire.
problem-right-ended = Votre droit de publier ici en tant que modérateur vient de prendre fin. Renvoyez le commentaire en tant que lecteur.
problem-published-by-moderator = Un modérateur a publié ce commentaire. Modifiez-le avec le jeton ou la session associée de ce modérateur, ou supprimez-le.
problem-handover = Le code est faux, déjà utilisé, vieux de plus d’une minute, ou destiné à une autre page. Veuillez vous reconnecter.

wait-time = { $unit ->
    [hour] { $wait ->
        [one] { $wait } heure
       *[other] { $wait } heures
    }
    [minute] { $wait ->
        [one] { $wait } minute
       *[other] { $wait } minutes
    }
   *[second] { $wait ->
        [one] { $wait } seconde
       *[other] { $wait } secondes
    }
}

## Exceeded limits, by limit

limit-comments = Vous avez envoyé plusieurs commentaires en peu de temps. Attendez { wait-time }, puis renvoyez celui-ci.
limit-network = De nombreux commentaires viennent de votre réseau. Attendez { wait-time }, puis renvoyez le vôtre.
limit-site = De nombreux commentaires sont envoyés en ce moment. Attendez { wait-time }, puis renvoyez le vôtre.
limit-mail = Trop de codes ont été demandés. Réessayez dans { wait-time }.
limit-sign-in = Trop de tentatives de connexion. Réessayez dans { wait-time }.
limit-my-data = Vous avez fait cette demande plusieurs fois en peu de temps. Réessayez dans { wait-time }.
limit-reading = Trop de requêtes. Réessayez dans { wait-time }.

## Names of fields

label-text = commentaire
label-name = nom
label-email = adresse e-mail
label-website = site web
label-page = page
label-parent_id = commentaire auquel vous répondez
label-code = code

## What is wrong with a field

field-required = Ce champ est obligatoire.
field-type-text = Il faut un texte ici.
field-type-boolean = Il faut true ou false ici.
field-type-integer = Il faut un nombre entier ici.
field-type-number = Il faut un nombre ici.
field-type-list = Il faut une liste ici.
field-type-object = Il faut un objet ici.
field-unknown = Ce champ n’existe pas. Champs connus : { $known }.
field-unknown-none = Ce champ n’existe pas ; aucun n’est accepté ici.
field-id = Ce n’est pas un identifiant.
field-time = Il faut une date et une heure, par exemple 2026-11-24T05:10:23Z.
field-one-of = Valeurs possibles : { $choices }.
field-too-short = Il faut au moins { $min } caractères ici.
field-too-long = { $max } caractères au plus sont possibles ici ; il y en a { $count }.
field-too-few = Il faut au moins { $min } éléments ici.
field-too-many = { $max } éléments au plus sont possibles ici ; il y en a { $count }.
field-too-small = La valeur ne doit pas être inférieure à { $min }.
field-too-large = La valeur ne doit pas être supérieure à { $max }.
field-twice = Le même élément figure deux fois ici.
field-nul = Le texte contient un caractère qui ne peut pas être enregistré (U+0000).
field-parameter = Ce paramètre est nécessaire.
parameter-too-short = Il faut au moins { $min } caractères ici.
parameter-too-long = { $max } caractères au plus sont possibles ici.
parameter-too-many = { $max } éléments au plus sont possibles ici.
parameter-integer = Il faut un nombre entier dans les limites.
parameter-other = Cette valeur ne fait pas partie de celles acceptées ici.
field-body-object = Le contenu doit être un objet.
field-shape = Le contenu n’a pas la forme documentée.

text-empty = Écrivez quelque chose.
text-too-short = Un commentaire doit avoir au moins { $min ->
    [one] { $min } caractère
   *[other] { $min } caractères
} ; celui-ci en a { $count }. Écrivez-en un peu plus.
text-too-long = Un commentaire peut avoir au plus { $max } caractères ; celui-ci en a { $count }. Veuillez le raccourcir.
text-too-many-bytes = Un commentaire peut avoir au plus { $max } octets ; celui-ci en a { $count }. Veuillez le raccourcir.
text-too-many-lines = Un texte peut avoir au plus { $max } lignes. Supprimez quelques sauts de ligne.
text-too-many-marks = Une lettre porte plus de { $max } accents. Supprimez-en quelques-uns.
text-banned-word = Ce site n’accepte pas les commentaires contenant « { $word } ».
text-shows-nothing = Rien ne s’afficherait, car ce texte n’est que du Markdown. Écrivez quelque chose ou placez une barre oblique inverse devant le premier caractère.
page-missing = Indiquez de quelle page il s’agit.
page-placeholder = Le modèle de cette page n’a pas été rempli : le commentaire n’appartient à aucune page. L’auteur de la page peut le corriger ; il faut ici le chemin de la page, par exemple /2026/mon-article.
page-control = La clé de cette page contient un caractère invisible : le commentaire n’appartient à aucune page. L’auteur de la page peut la corriger.
page-too-long = La clé d’une page peut avoir au plus { $max } octets ; celle-ci en a { $count }. L’auteur de la page peut la raccourcir.

name-empty = Indiquez un nom.
name-too-long = Un nom peut avoir au plus { $max } caractères ; celui-ci en a { $count }. Veuillez le raccourcir.
name-reserved = Ce nom est réservé au site. Choisissez-en un autre.
title-empty = Indiquez un titre.
title-too-long = Un titre peut avoir au plus { $max } caractères ; celui-ci en a { $count }.

email-empty = Indiquez une adresse e-mail.
email-too-long = Une adresse e-mail peut avoir au plus { $max } caractères ; celle-ci en a { $count }. Vérifiez qu’elle est correcte.
email-local-too-long = La partie avant le @ peut avoir au plus { $max } caractères ; celle-ci en a { $count }. Vérifiez qu’elle est correcte.
email-control = L’adresse e-mail contient une tabulation ou un saut de ligne. Supprimez-le.
email-no-at = Une adresse e-mail contient un @, comme dans nom@example.org.
email-many-at = Une adresse e-mail ne contient qu’un seul @. Indiquez une seule adresse.
email-no-local = Il n’y a rien avant le @. Indiquez l’adresse complète.
email-not-ascii = Avant le @, seules les lettres sans accent sont possibles.
email-blank = Il ne peut pas y avoir d’espace avant le @. Indiquez l’adresse seule, comme dans nom@example.org.
email-character = Il ne peut pas y avoir « { $character } » avant le @. Indiquez l’adresse seule, comme dans nom@example.org.
email-dot = Il y a un point au mauvais endroit avant le @.
email-encoded = C’est un mot codé, pas une adresse e-mail. Indiquez l’adresse elle-même.
email-domain = Ce qui suit le @ n’est pas un domaine comme example.org. Vérifiez qu’il est correct.
email-not-proved = Confirmez d’abord cette adresse e-mail : associez-la plus haut.

website-empty = Indiquez l’adresse d’un site web.
website-too-long = L’adresse d’un site web peut avoir au plus { $max } octets ; celle-ci en a { $count }. Veuillez la raccourcir.
website-invalid = Ce n’est pas l’adresse d’un site web. Écrivez-la comme https://example.org.
website-control = L’adresse contient un caractère invisible. Saisissez-la au lieu de la coller.
website-blank = L’adresse d’un site web ne contient pas d’espace.
website-userinfo = L’adresse d’un site web ne peut contenir ici ni nom ni mot de passe. Supprimez ce qui précède le @.
website-host = Ce n’est pas l’adresse d’un site web. Vérifiez le nom du serveur.

## Warnings: fields that were repaired or ignored

warning-unknown = Ce champ n’existe pas ; il a été ignoré.
warning-repeated = Le formulaire envoie ce champ plusieurs fois ; la première valeur compte.
warning-file = Ce serveur n’accepte pas de fichiers ; le champ a été ignoré.
warning-ignored = { $fault } La valeur a été ignorée.
warning-page = Cela ne nomme aucune page ; le commentaire appartient à la page d’où le formulaire a été envoyé.
warning-parent = Ce n’est pas l’identifiant d’un commentaire ; le commentaire n’est pas placé comme réponse.
warning-origin-moved = Cette adresse n’est pas sur une origine du site ; elle a été remplacée par une adresse sur { $origin }.
warning-origin-ignored = Cette adresse n’est pas sur une origine du site ; elle a été ignorée. Origines du site : { $origins }.
warning-url-page = Cette adresse désigne une autre page que `page` ; elle ne compte pas pour la discussion.
warning-subscribe = Ce serveur n’envoie pas d’e-mails au sujet des réponses ; le champ a été ignoré.
warning-signed-in = L’auteur est connecté ; le champ a été ignoré.
warning-not-asked = Ce site ne demande pas cette information ; le champ a été ignoré.
warning-token = Ce jeton n’appartient pas à ce formulaire ; le commentaire a été accepté comme un commentaire sans jeton.
warning-solution = Ce n’est pas la réponse à une épreuve du formulaire ; elle a été ignorée.

author-not-asked = Vous êtes connecté ; ne renseignez pas ce champ, ou déconnectez-vous d’abord.

## The answer to a comment

posted-approved = Merci. Votre commentaire est publié.
posted-pending = Merci. Votre commentaire est en attente de modération.
notice-pending = Merci. Votre commentaire est en attente de modération ; il apparaîtra ici dès qu’il sera approuvé.

## The form

reply-heading = Laisser un commentaire
reply-heading-to = Répondre à { $name }
reply-cancel = Annuler la réponse
reply-required = (obligatoire)
reply-text = Commentaire
reply-name = Nom
reply-email = Adresse e-mail (jamais affichée)
reply-website = Site web
reply-honeypot = Laissez ce champ vide
reply-button = Envoyer le commentaire
reply-closed = Les commentaires sont fermés.
reply-locked = Les commentaires sont verrouillés : ni nouveaux commentaires ni modifications.
reply-details = Renseignez vos coordonnées ci-dessous ou cliquez sur une icône pour vous connecter :
reply-another-account = Cliquez sur une icône pour vous connecter avec un autre compte :
reply-account = { $kind ->
    [email] Vous commentez avec votre adresse e-mail en tant que { $name }.
   *[other] Vous commentez avec votre compte { $provider } en tant que { $name }.
}
reply-log-out = Se déconnecter
reply-change = Changer
reply-by-email = E-mail

refused-nothing-lost = Rien de ce que vous avez écrit n’est perdu : tout se trouve encore dans le formulaire.
refused-your-text = Votre texte
refused-copy = Votre commentaire n’a pas été envoyé. Voici votre texte, afin que vous puissiez le copier :
refused-too-large-to-show = Votre envoi n’a pas été enregistré et est trop volumineux pour être affiché ici. Revenez en arrière dans votre navigateur : votre texte devrait encore se trouver dans le formulaire.
refused-no-text = Revenez en arrière dans votre navigateur et réessayez.
refused-back = Retour à la page

## The comments of a page

thread-count = { $count ->
    [one] { $count } commentaire
   *[other] { $count } commentaires
}
thread-empty = Aucun commentaire pour l’instant.
thread-removed = Ce commentaire a été supprimé.
thread-nameless = Anonyme
thread-edited = modifié
thread-reply = Répondre
thread-reply-to = Répondre à { $name }
thread-more = Plus de commentaires

## The script of the form

script-unreachable = Le serveur ne répond pas. Votre texte est toujours là.
script-keep = gardez celui-ci
script-or = Cliquez sur une icône pour vous connecter avec un autre compte, ou { $keep } :
script-connecting = Connexion à { $provider } …
script-here = Se connecter plutôt sur cette page
script-cancel = Annuler
script-cancelled = Vous ne vous êtes pas connecté.
script-failed = La connexion a échoué. Vous n’êtes pas connecté.

## Signing in

sign-in-heading = Se connecter à { $site }
sign-in-asked = Vous allez vous connecter à { $site } avec votre compte { $provider }, puis être dirigé vers { $back }. Si ce n’était pas votre intention, fermez cette page.
sign-in-continue = Continuer vers { $provider }
sign-in-connecting = Connexion à { $provider } …
sign-in-wait = Votre navigateur affichera la page dans un instant.
sign-in-done = Vous êtes connecté
sign-in-window = Cette fenêtre se ferme d’elle-même. Sinon, revenez à { $site }.
sign-in-back = Retour à { $site }
sign-in-mail-asked = Vous avez montré que les e-mails envoyés à { $email } vous parviennent. Vous serez dirigé vers { $back }. Si vous n’avez rien demandé, fermez cette page.
sign-in-button = Se connecter
sign-in-this-server = ce serveur
sign-in-the-provider = Le fournisseur
sign-in-mail = E-mail
sign-in-data-deleted = Vos données ont été supprimées
sign-in-data-deleted-text = Le { $day }, { $provider } a demandé à ce serveur de supprimer les données relatives à votre compte. Elles ont été supprimées avant que { $provider } ne reçoive la réponse.

sign-in-text-kept = Votre texte se trouve encore dans le formulaire.
sign-in-cancelled = Vous ne vous êtes pas connecté avec { $provider }
sign-in-cancelled-text = Vous pouvez réessayer ou choisir un autre moyen.
sign-in-not-offered = { $provider } n’est pas proposé ici
sign-in-not-offered-text = Choisissez un autre moyen de connexion.
sign-in-no-answer = { $provider } n’a pas répondu
sign-in-no-answer-text = Réessayez plus tard ou choisissez un autre moyen.
sign-in-untrusted = { $provider } a donné une réponse qui n’est pas fiable
sign-in-untrusted-text = Vous n’êtes pas connecté. Réessayez ou choisissez un autre moyen.
sign-in-misconfigured = { $provider } n’accepte pas ce serveur
sign-in-misconfigured-text = L’exploitant de ce serveur peut en lire la raison dans son journal. Choisissez un autre moyen.
sign-in-ended = Cette connexion a pris fin
sign-in-ended-text = Elle a été commencée dans un autre navigateur ou il y a trop longtemps, ou elle a déjà servi. Revenez en arrière et recommencez.
sign-in-unreadable = { $provider } a envoyé une réponse illisible
sign-in-unreadable-text = Revenez en arrière et recommencez, ou choisissez un autre moyen.
sign-in-taken = Ce compte appartient ici à une autre personne
sign-in-taken-text = Votre compte { $provider } est déjà associé ici à une autre personne. Connectez-vous avec lui et dissociez-le d’abord.
sign-in-unavailable = Indisponible pour le moment
sign-in-unavailable-text = Réessayez dans un instant.

sign-in-challenge-needed = Envoyez le challenge du formulaire ; seules les pages de ce serveur n’en ont pas besoin.
sign-in-challenge = Envoyez SHA-256 en base64url sans remplissage : 43 caractères.
sign-in-verifier-length = Il faut 43 à 128 caractères (reçus : { $got }). Envoyez le verifier dont le SHA-256 était le challenge.
sign-in-verifier-characters = Seuls A–Z, a–z, 0–9, le tiret, le point, le tiret bas et le tilde sont permis (RFC 7636, section 4.1).
sign-in-return-to = Il faut une adresse sur { $origins }, sans autre adresse dans son chemin.
sign-in-page = Il faut une adresse sur une origine du site, sans autre adresse dans son chemin.

mail-announced = Si cette adresse e-mail peut recevoir du courrier, un code est en route. Il est valable 15 minutes.
mail-announced-to = Si { $email } peut recevoir du courrier, un code est en route. Il est valable 15 minutes.
mail-wrong-code = Ce n’est pas le code, ou il date de plus de 15 minutes, ou il a été essayé trop souvent.
mail-attempt = Ce n’est pas la valeur `attempt` d’une demande de code. Envoyez-la telle quelle ou omettez-la.

## A commenter's own page

me-title = Vos commentaires et vos données
me-intro = Connectez-vous pour voir et modifier ce que ce serveur conserve à votre sujet. Si vous avez commenté sans compte, confirmez l’adresse e-mail que vous aviez indiquée : vous disposerez alors de tout ce qui a été écrit avec elle.
me-sign-in-with = Se connecter avec { $provider }
me-signed-in = { $kind ->
    [email] Vous êtes connecté en tant que { $name } avec votre adresse e-mail.
   *[other] Vous êtes connecté en tant que { $name } avec votre compte { $provider }.
}
me-sign-out = Se déconnecter
me-offer = { $count ->
    [one] { $count } commentaire a été écrit avec { $email } avant que vous ne confirmiez cette adresse. N’importe qui a pu la saisir : ne le reprenez que si vous l’avez écrit.
   *[other] { $count } commentaires ont été écrits avec { $email } avant que vous ne confirmiez cette adresse. N’importe qui a pu la saisir : ne les reprenez que si vous les avez écrits.
}
me-claim = { $count ->
    [one] Reprendre ce commentaire
   *[other] Reprendre ces commentaires
}
me-profile = Nom et site web
me-picture = Votre image
me-name = Nom affiché avec vos commentaires
me-website = Site web affiché avec le nom
me-change = Modifier
me-accounts = Comptes
me-accounts-text = Avec chacun d’eux, vous êtes ici la même personne.
me-last-used = dernière utilisation le { $day }
me-unlink = Dissocier
me-unlink-here = Dissocier et se déconnecter ici
me-link = Associer un compte { $provider }
me-sessions = Où vous êtes connecté
me-this-page = Cette page
me-session = { $place }, avec { $provider }, dernière utilisation le { $day }
me-here = (ici)
me-end = Terminer
me-end-others = Terminer toutes les autres
me-data = Vos données
me-download = Télécharger tout ce qui est conservé à votre sujet
me-erase-text = Effacer tout ce qui est conservé à votre sujet, sur tous les sites de ce serveur. Les réponses des autres restent.
me-your-comments = Vos commentaires
me-anonymise = Mes commentaires restent, sans rien qui indique qui les a écrits
me-delete = Mes commentaires sont supprimés
me-sure = Je confirme : cette action est irréversible
me-erase = Effacer mes données
me-code = Le code reçu par e-mail
me-link-this = Associer cette adresse e-mail
me-link-email = Associer une adresse e-mail
me-email = Se connecter avec un code envoyé par e-mail
me-send-code = Envoyer un code

me-moderator = Répondre en tant que modérateur
me-moderator-linked = Cette session a été associée au modérateur { $login } (affiché comme { $name }) le { $day }. Ce que vous écrivez avec une session associée sur un site que vous modérez est publié aussitôt avec votre rôle.
me-moderator-end = Supprimer toutes les associations
me-moderator-more = Associer les sessions commencées depuis
me-moderator-link = Associer vos sessions à votre compte de modérateur
me-moderator-text = Pour les modérateurs d’un blog de ce serveur. Connectez-vous d’abord sur le blog, puis indiquez ici l’identifiant et le mot de passe de votre compte de modérateur : chaque session ci-dessous est associée jusqu’à sa fin et ne contient jamais le jeton d’un modérateur.
me-moderator-login = Identifiant du modérateur
me-moderator-password = Mot de passe du modérateur
me-moderator-button = Associer mes sessions
me-moderator-session = associée à votre compte de modérateur

me-done-profile = Votre nom et votre site web sont modifiés pour les commentaires à venir.
me-done-unlinked = Le compte est dissocié, et les sessions ouvertes avec lui sont terminées.
me-done-ended = La session est terminée.
me-done-others = Toutes les autres sessions sont terminées.
me-done-linked = Vos sessions sont associées : ce que vous écrivez avec elles sur vos sites est publié aussitôt.
me-done-unlinked-moderator = Aucune de vos sessions n’est plus associée à un modérateur.
me-done-adopted = Les commentaires sont désormais les vôtres.
me-done-out = Vous êtes déconnecté.
me-done-over = Votre session est terminée. Veuillez vous reconnecter.
me-done-erased = Tout ce qui était conservé à votre sujet est effacé.
me-last-account = C’est le dernier compte par lequel vous êtes connu ici ; sans compte, rien ne pourrait vous relier à vos commentaires. Associez-en d’abord un autre, ou effacez tout.
me-not-linked = Ce compte n’est plus associé à vous.
me-no-session = Ce n’est pas une de vos sessions.
me-choose = Choisissez ce que deviennent vos commentaires.
me-confirm = Confirmez votre choix : cette action est irréversible.

## The embedded thread

# The headline above the comments of a page with a title.
thread-heading = { $count ->
    [0] Aucune réflexion sur « { $title } » pour l’instant
    [one] Une réflexion sur « { $title } »
    [many] { $count } de réflexions sur « { $title } »
   *[other] { $count } réflexions sur « { $title } »
}
# Invites readers to write the first comment of a page.
thread-invite = Aucun commentaire pour l’instant. Qu’en pensez-vous ?
thread-page-title = Commentaires sur « { $title } »
thread-oldest = Les plus anciens d’abord
thread-newest = Les plus récents d’abord
thread-in-reply-to = en réponse à { $name }
thread-role-moderator = Modération
# The badge beside the name of the person whose blog it is.
thread-role-owner = Rédaction
# The badge of the comment that is shown first.
thread-pinned = Épinglé
thread-edit = Modifier
thread-edit-own = Modifier votre commentaire
thread-delete = Supprimer
thread-delete-own = Supprimer votre commentaire
thread-delete-question = Supprimer votre commentaire ? Cette action est irréversible.
thread-cancel = Annuler
thread-save = Enregistrer
thread-deleted = Votre commentaire est supprimé.
thread-saved = Votre modification est enregistrée.
thread-pending = En attente de modération. Personne d’autre que vous ne peut voir ceci.
thread-edit-pending = Votre modification est en attente de modération. D’ici là, les autres voient le texte précédent.
thread-in-review = Ce commentaire a été modifié et attend la modération.
thread-missing = Ce commentaire n’est plus disponible.
thread-earlier = Commentaires précédents
thread-load-failed = Les commentaires n’ont pas pu être chargés.
thread-retry = Réessayer

## The embedded form

form-preview = Aperçu
form-preview-title = Aperçu de votre commentaire
form-continue = Continuer à écrire
form-sending = Envoi en cours …
form-format = Vous pouvez utiliser *emphase*, **texte important**, `code`, > citations, listes et liens.
form-draft = Votre texte reste enregistré dans ce navigateur jusqu’à ce que vous l’envoyiez.
form-remember = Enregistrer mon nom, mon adresse e-mail et mon site web dans ce navigateur pour mon prochain commentaire.
form-offline = Vous êtes hors ligne. Votre texte est enregistré ici. Envoyez-le quand la connexion sera rétablie.
form-not-sent = Votre commentaire n’a pas pu être envoyé. Votre texte est toujours là.
form-send-again = Renvoyer
form-now = Vous pouvez maintenant envoyer votre commentaire.
# Shown while the browser computes a proof of work.
form-proof = Votre navigateur résout une petite épreuve qui éloigne le spam : { $percent } %
form-left = Caractères restants : { $count }
form-privacy = Politique de confidentialité
form-sign-in-needed = Connectez-vous pour commenter.
form-sign-in-with = Se connecter avec { $provider }
form-email-intro = Indiquez votre adresse e-mail. Vous recevrez un code par e-mail, sans avoir besoin d’un mot de passe.
form-new-code = Envoyer un nouveau code
form-signed-in = Votre session est ouverte au nom de { $name }.
form-signed-out = Votre session est fermée.

## The comments of a person on their own page

me-comments-title = Ce que vous avez écrit
me-comments-empty = Vous n’avez encore écrit aucun commentaire.
me-comments-more = Commentaires plus anciens
me-on-page = sur { $page }
me-status-approved = Publié
me-status-pending = En attente de modération
me-change-until = Vous pouvez le modifier jusqu’à : { $time }.

## The moderators’ pages

mod-title = Modération
mod-sign-in = Se connecter pour modérer
mod-resend-text = Rien n’a été modifié. Ce que vous avez saisi reste sur cette page : connectez-vous dans un nouvel onglet, revenez et envoyez-le à nouveau. Les mots de passe doivent être saisis à nouveau.
mod-login = Identifiant
mod-password = Mot de passe
mod-sites = Sites
mod-all-sites = Tous les sites
mod-folders = Dossiers
mod-folder-review = À examiner
mod-folder-probably-spam = Probablement du spam
mod-folder-approved = Approuvés
mod-folder-spam = Spam
mod-folder-trash = Corbeille
mod-folder-all = Tous les dossiers
mod-search = Chercher un texte, un nom, une adresse e-mail
mod-search-button = Chercher
mod-reason = Motif
mod-any-reason = Tous les motifs
mod-order-score = Par score
mod-filter-network = Réseau { $network }
mod-filter-email-domain = E-mail chez { $domain }
mod-filter-page = Page { $page }
mod-filter-remove = Retirer ce filtre
mod-filter-reset = Afficher tout le dossier
mod-empty = Il n’y a pas de commentaires ici.
mod-search-incomplete = Après une mise à niveau, les anciens commentaires sont encore préparés pour la recherche. Certains peuvent manquer.
mod-overflowed = Déplacés vers le spam ces sept derniers jours parce que la file était pleine : { $what }
mod-parts = Parties de la liste
mod-next = Commentaires suivants
mod-first = Au début
mod-select = Sélectionner le commentaire de { $name }
mod-select-all = Tout sélectionner sur cette page
mod-selected = Commentaires sélectionnés :
mod-approve = Approuver
mod-spam = Spam
mod-trash = Corbeille
mod-hold = Mettre en attente
mod-restore = Remettre en attente
mod-delete = Supprimer définitivement
mod-undo = Annuler cette action
mod-context = Contexte
mod-on-page = Sur sa page
mod-done-approve = Approuvé : { $what }.
mod-done-hold = De nouveau à examiner : { $what }.
mod-done-spam = Spam : { $what }.
mod-done-trash = À la corbeille : { $what }.
mod-done-delete = Supprimé définitivement : { $what }.
mod-done-rejected = Modification rejetée : { $what }. Le texte précédent reste publié.
mod-done-undo = Remis comme avant : { $what }.
mod-replied = Votre réponse est publiée.
mod-skip-conflict = Modifié entre-temps, rien n’a été fait : { $what }.
mod-skip-unchanged = Déjà décidé ainsi : { $what }.
mod-skip-not-found = N’existe plus : { $what }.
mod-skip-erased = Supprimé définitivement, ne peut plus changer : { $what }.
mod-skip-unavailable = Non fait, la base de données n’a pas répondu : { $what }. Réessayez.
mod-decision = { $action } par { $login }, { $time }.
mod-record = Autres commentaires : { $approved } approuvés, { $spam } spam, { $trash } à la corbeille
mod-new-author = Premier commentaire
mod-verified-email = adresse e-mail vérifiée
mod-verified-account = connecté avec { $provider }
mod-unverified = non vérifié
mod-title-claimed = titre non confirmé
mod-edit-waits = Un commentaire publié a été modifié. Approuver publie le nouveau texte ; Spam et Corbeille ne rejettent que la modification.
mod-old-text = Texte publié
mod-new-text = Nouveau texte
mod-why = Motifs, score { $score }
mod-holds = retient
mod-all-matching = Décider pour tous ceux qui correspondent
mod-all-matching-text = Tous les commentaires de ce dossier qui correspondent à la recherche et aux filtres, sur toutes les pages. Vous verrez d’abord leur nombre.
mod-matching-text = Ce qui change à partir de maintenant n’est pas inclus. Vous pourrez revenir en arrière.
mod-matching-more = Au plus { $max } commentaires sont traités à la fois. S’il y en a d’autres, recommencez pour le reste.
mod-delete-text = Le texte et tout ce qui concerne l’auteur disparaîtront. C’est irréversible.
mod-back = Retour à la liste
mod-context-title = Commentaire de { $name } dans son fil
mod-reply-hint = Publié aussitôt sous le nom { $name }. Le commentaire est approuvé s’il ne l’est pas encore.
mod-history = Ce qui a été décidé
mod-history-empty = Rien n’a encore été décidé pour ce commentaire.
mod-failed = Rien n’a été fait : le serveur n’a pas répondu. Réessayez.
mod-keys = Raccourcis clavier
mod-keys-help = Afficher les raccourcis
mod-key-move = Commentaire suivant, précédent
mod-key-select = Sélectionner
mod-key-selected = Sélection : approuver, spam, corbeille
mod-close = Fermer
mod-pages = Pages de modération
mod-queue = File d’attente
mod-dashboard = Tableau de bord
mod-range = Période
mod-days = { $days } jours
mod-comments-per-day = Commentaires par jour
mod-comments-text = Jours en UTC. Les commentaires récupérés ont été pris pour du spam puis approuvés par la modération. Chaque graphique a sa propre échelle.
mod-received = Reçus
mod-rescued = Récupérés
mod-chart-label = { $name } : { $total } du { $from } au { $to }, au plus { $max } le { $day }.
mod-chart-empty = { $name } : aucun du { $from } au { $to }.
mod-as-table = Les nombres dans un tableau
mod-day = Jour
mod-median = Attente médiane
mod-p90 = 9 sur 10 ont attendu au plus
mod-queue-times-text = Les deux premiers nombres sont ceux de maintenant. Les durées sont celles des commentaires traités pendant cette période : { $count }.
mod-reasons = Fiabilité des motifs
mod-reasons-text = Toutes les décisions depuis le début. Le taux de récupération indique la part des commentaires pris pour du spam qui ont été approuvés : plus il est bas, mieux c’est.
mod-reasons-empty = Aucun commentaire ayant des motifs n’a encore été traité.
mod-rescue-rate = Taux de récupération
mod-accuracy = Fiabilité
mod-accuracy-unknown = trop peu de décisions
mod-accuracy-good = bonne
mod-accuracy-weak = faible
mod-accuracy-misleading = trompeuse
mod-percent = { $number } %
mod-seconds = { $number } s
mod-minutes = { $number } min
mod-hours = { $number } h
mod-days-short = { $number } j
mod-health = Serveur
mod-health-database = Base de données
mod-health-limits = Redis (limites de débit)
mod-health-mail = Courrier
mod-health-checks = Vérifications externes
mod-health-working = fonctionne
mod-health-failing = ne fonctionne pas
mod-health-not-configured = non configuré
mod-log = Journal
mod-filter-moderator = Par { $login }
mod-filter-comment = Commentaire de { $name }
mod-show = Afficher
mod-status-deleted = Supprimé définitivement
mod-log-action = Action
mod-log-any-action = Toutes les actions
mod-log-empty = Il n’y a pas d’entrées.
mod-log-next = Entrées plus anciennes
mod-log-gone = Commentaire supprimé définitivement
mod-log-of-edit = sa modification
mod-log-same-comment = Tout sur ce commentaire
mod-log-before = Avant :
mod-log-after = Après :
mod-log-command-line = Ligne de commande
mod-log-edit = Modifié par la modération
mod-log-remove-site = Site supprimé
mod-log-title = Titre d’une page
mod-log-url = URL d’une page
mod-log-state = Fil ouvert ou fermé
mod-log-pin = Commentaire épinglé
mod-log-move = Fil déplacé
mod-log-alias = Autre clé d’une page
mod-thread-open = ouvert
mod-thread-closed = fermé
mod-thread-locked = verrouillé
mod-note = Note
mod-notes = Notes sur l’auteur
mod-notes-number = Notes sur l’auteur : { $number }
mod-notes-text = Seule la modération de ce site voit les notes, avec chaque commentaire de l’auteur. Ni les lecteurs ni l’auteur ne les voient.
mod-notes-unknown = L’auteur est un invité sans adresse e-mail, impossible à reconnaître ; il ne peut pas y avoir de notes.
mod-note-add = Ajouter une note
mod-note-delete = Supprimer la note de { $login }
mod-note-many = Il y a déjà { $max } notes sur cet auteur. Supprimez-en une d’abord.
mod-note-length = Une note ou un motif peut avoir au plus { $max } caractères ; celui-ci en a { $count }.
mod-note-controls = Retirez les caractères de contrôle.
mod-edit-title = Modifier le commentaire
mod-edit-hint = Les lecteurs voient que le commentaire a été modifié. La modération peut toujours lire l’ancien texte.
mod-edit-reason = Motif, pour le journal (facultatif)
mod-edit-owners = Seuls les propriétaires peuvent changer le nom d’un auteur vérifié, ou ce qu’un autre modérateur a publié.
mod-revisions = Versions antérieures
mod-revision = En tant que { $name }, jusqu’à la modification par { $login }, { $time }
mod-ban = Bannir
mod-more = Plus
mod-thread = Fil
mod-thread-state = Ce fil est { $state }.
mod-thread-state-set = La modération l’a décidé.
mod-thread-state-policy = Selon les règles du site.
mod-thread-reopen = Ouvrir
mod-thread-close = Fermer : plus de nouveaux commentaires
mod-thread-lock = Verrouiller : ni nouveaux commentaires ni modifications
mod-thread-by-policy = Laisser décider les règles du site
mod-thread-title = Titre de la page
mod-thread-url = URL de la page
mod-thread-claim = Affirmé par le navigateur d’un auteur : { $text }
mod-thread-empty = Un champ vide laisse ce que les navigateurs affirment.
mod-pin = Épingler ce commentaire
mod-unpin = Désépingler le commentaire
mod-pin-text = Un commentaire épinglé s’affiche en premier.
mod-thread-move = Déplacer le fil
mod-thread-move-to = Clé de l’autre page
mod-thread-move-text = Tous les commentaires de { $page } passent à l’autre page, que cette clé désignera ensuite. S’il y en a déjà là-bas, les deux fils n’en font plus qu’un, sans retour possible.
mod-thread-same = Saisissez la clé d’une autre page.
mod-thread-origin = Doit se trouver sur une origine du site : { $origins }.
mod-done-note = La note est enregistrée.
mod-done-note-deleted = La note est supprimée.
mod-done-edit = Le commentaire est modifié.
mod-done-thread = Le fil est modifié.
mod-done-moved = Le fil est déplacé.
mod-not-replied = Votre réponse n’est pas encore publiée. { $why }
mod-replied-before = Ce formulaire a déjà envoyé une réponse. Envoyez-le à nouveau pour publier aussi celle-ci.

## The reasons of an assessment, by code

reason-learned = Texte selon l’apprentissage
reason-learning = Filtre en apprentissage
reason-spam_sample = Échantillon de spam à confirmer
reason-text_known = Texte déjà classé spam
reason-text_similar = Texte proche d’un spam
reason-domain_spam = Lien vers un domaine de spam
reason-domain_ham = Liens connus et sûrs
reason-author_approved = Auteur déjà approuvé
reason-author_trusted = Auteur souvent approuvé
reason-author_rejected = Commentaires de l’auteur : spam
reason-honeypot = Champ caché rempli
reason-answered_at_once = Envoyé en moins de 2 secondes
reason-answered_quickly = Envoyé en moins de 4 secondes
reason-token_missing = Sans jeton de formulaire
reason-token_stale = Jeton de formulaire expiré
reason-token_used = Jeton de formulaire réutilisé
reason-unvouched = Ni jeton ni auteur vérifié
reason-form_irregular = Formulaire irrégulier
reason-proof_missing = Sans preuve de travail
reason-proof_wrong = Preuve de travail incorrecte
reason-form_alone = Seul le formulaire est suspect
reason-network_spam = Spam venant de ce réseau
reason-network_burst = Nombreux commentaires de ce réseau
reason-text_repeated = Même texte sur d’autres pages
reason-flood = Plus de commentaires que d’habitude
reason-flood_unknown = Inconnu pendant un afflux
reason-queue_full = La file était pleine
reason-suspect_word = Mot suspect
reason-many_links = Nombreux liens
reason-limits_degraded = Limites incomplètes
reason-akismet_spam = Akismet : spam
reason-akismet_discard = Akismet : spam flagrant
reason-akismet_failed = Akismet n’a pas répondu
reason-hook_spam = Votre hook : spam
reason-hook_ham = Votre hook : légitime
reason-hook_unsure = Votre hook : incertain
reason-hook_failed = Votre hook n’a pas répondu
reason-captcha_missing = Captcha sans réponse
reason-captcha_wrong = Mauvaise réponse au captcha
reason-captcha_failed = Le service captcha n’a pas répondu
## Mails to moderators about waiting comments

notice-comment-subject = [{ $site }] { $author } a commenté « { $page } »
notice-edit-subject = [{ $site }] { $author } a modifié un commentaire sur « { $page } »
notice-digest-subject =
    { $count ->
        [one] [{ $site }] { $count } commentaire en attente
       *[other] [{ $site }] { $count } commentaires en attente
    }
notice-comment-intro = { $author } a commenté « { $page } » ({ $site }). Le commentaire attend une décision.
notice-edit-intro = { $author } a modifié un commentaire publié sur « { $page } » ({ $site }). Le nouveau texte attend une décision.
notice-cut = Ce n’est que le début ; les liens montrent le texte entier.
notice-approve = Approuver
notice-spam = Marquer comme indésirable
notice-trash = Mettre à la corbeille
notice-open = Ouvrir dans la file d’attente
notice-open-queue = Ouvrir toute la file d’attente
notice-links = Chaque lien montre le commentaire et demande une confirmation. Les liens ne valent que pour vous et pendant { $days } jours : ne transférez pas ce message.
notice-waiting =
    { $count ->
        [one] { $count } commentaire attend une décision.
       *[other] { $count } commentaires attendent une décision.
    }
notice-probably-spam =
    { $count ->
        [one] { $count } autre commentaire est probablement indésirable.
       *[other] { $count } autres commentaires sont probablement indésirables.
    }
notice-more =
    { $count ->
        [one] { $count } autre commentaire attend.
       *[other] { $count } autres commentaires attendent.
    }
notice-why = Vous recevez ce message parce que vous modérez les commentaires de { $site }.
notice-off = Ne plus recevoir ces messages
notice-unnamed = Un auteur sans nom
notice-reader = Un lecteur
notice-withheld = Le serveur de messagerie a refusé ce texte. Les liens le montrent.
queue-feed-title = Commentaires en attente : { $site }

## The pages that the links of these mails lead to

act-approve = Approuver ce commentaire ?
act-spam = Marquer ce commentaire comme indésirable ?
act-trash = Mettre ce commentaire à la corbeille ?
act-approve-change = Approuver cette modification ?
act-reject-change = Rejeter cette modification ?
act-off = Ne plus recevoir de messages sur { $site } ?
act-off-text = Vous ne recevrez plus de messages sur les commentaires en attente de { $site }. Les commentaires continuent d’attendre vous ou d’autres modérateurs.
act-author = { $author } a écrit sur « { $page } » :
act-changed = Entre-temps, le commentaire a été modifié ou a fait l’objet d’une décision. Lisez-le, puis décidez.
act-approved = Le commentaire est publié
act-marked-spam = Le commentaire est marqué comme indésirable
act-trashed = Le commentaire est à la corbeille
act-deleted = Le commentaire a été supprimé
act-rejected = La modification a été refusée
act-rejected-text = L’ancien texte reste publié.
act-decided-by = Décision de { $login }, le { $time } (UTC).
act-decided-otherwise = Aucun modérateur n’en a décidé.
act-ended-text = Ce lien a plus de { $days } jours, ou vous ne modérez plus ce site, ou votre adresse e-mail a changé. Si le commentaire attend encore, il se trouve dans la file d’attente.
act-off-done = Les messages sont désactivés
act-off-done-text = Vous ne recevez plus de messages sur les commentaires en attente de { $site }.
act-email = Confirmer cette adresse e-mail ?
act-email-text = Les e-mails sur les commentaires en attente pour le compte { $login } seront envoyés à { $email }.
act-email-button = Confirmer
act-email-done = L’adresse e-mail est confirmée
act-email-done-text = Les e-mails sur les commentaires en attente sont désormais envoyés à { $email }.
act-email-ended = Cette adresse a été confirmée ou abandonnée, une autre a été saisie, ou le lien a plus de { $days } jours. Votre compte sur la page de modération indique quelle adresse attend.

## Mails

mail-sign-in-subject = Votre code pour { $site } : { $code }
mail-sign-in-body =
    Quelqu’un, sans doute vous, souhaite confirmer cette adresse e-mail pour commenter sur { $site }.

    Saisissez ce code là où vous l’avez demandé :

        { $code }

    Ou ouvrez ce lien sur le même appareil :

        { $link }

    Le code et le lien servent une seule fois et pendant 15 minutes.

    Si vous n’avez rien demandé, ignorez ce message. Il ne se passera rien, et personne ne peut se
    connecter sans le code.
mail-confirm-subject = Confirmez votre adresse e-mail pour { $server }
mail-confirm-body =
    Cette adresse e-mail a été saisie pour le compte de modération { $login } sur { $server }, afin de recevoir des e-mails sur les commentaires en attente.

    Si c’était vous, ouvrez ce lien et confirmez-la :

        { $link }

    Le lien sert une seule fois et pendant { $days } jours.

    Si ce n’était pas vous, ignorez ce message. Vous n’en recevrez pas d’autres.
mail-change-subject = Autre adresse e-mail pour votre compte sur { $server }
mail-change-body =
    Une autre adresse e-mail a été saisie pour le compte de modération { $login } sur { $server }. Dès qu’elle sera confirmée, les e-mails sur les commentaires en attente y seront envoyés.

    Si ce n’était ni vous ni un propriétaire, abandonnez-la et changez votre mot de passe ici :

        { $link }

## The pages for bans, sites, accounts and keys

mod-save = Enregistrer
mod-saved = Enregistré.
mod-add = Ajouter
mod-added = Ajouté.
mod-remove = Supprimer
mod-removed = Supprimé.
mod-refresh = Actualiser
mod-added-by = Ajouté par { $login }, { $time }
mod-line-error = Ligne { $line } : { $error }
mod-site = Site
mod-bans = Bannissements
mod-bans-empty = Il n’y a aucun bannissement.
mod-ban-new = Ajouter un bannissement
mod-ban-of = Bannir l’auteur du commentaire de { $name }
mod-ban-kind = Type
mod-kind-person = Personne connectée
mod-kind-email = Adresse e-mail
mod-kind-domain = Domaine d’adresses e-mail
mod-kind-network = Adresse IP ou réseau
mod-ban-subject = Qui est banni
mod-ban-subject-hint = Par exemple eve@example.org, example.org avec ses sous-domaines, 203.0.113.7 ou 203.0.113.0/24. Pour bannir une personne connectée, partez d’un commentaire.
mod-ban-until = Fin (UTC)
mod-ban-until-hint = Laissez vide pour un bannissement définitif.
mod-ban-note = Note
mod-ban-note-hint = Visible seulement par la modération.
mod-ban-shadow = Ne pas prévenir l’auteur
mod-ban-shadow-hint = Les nouveaux commentaires sont acceptés et masqués au lieu d’être refusés.
mod-ban-shadow-tag = sans prévenir l’auteur
mod-ban-also = Commentaires existants
mod-ban-also-none = Les laisser tels quels
mod-ban-button = Bannir
mod-ban-exists = Ce bannissement existe déjà.
mod-ban-ends = jusqu’au { $time }
mod-ban-permanent = définitif
mod-ban-added = Le bannissement est en vigueur.
mod-ban-moved = Commentaires existants déplacés : { $what }.
mod-ban-moving = Les commentaires existants sont en cours de déplacement : { $done } sur { $what } jusqu’ici.
mod-ban-lift = Lever le bannissement
mod-ban-lifted = Le bannissement est levé.
mod-sites-empty = Vous n’avez aucun site. Un propriétaire peut vous en attribuer.
mod-site-new = Ajouter un site
mod-site-change = Nom et origines
mod-site-name = Nom
mod-site-slug = Nom court
mod-site-slug-hint = Lettres minuscules, chiffres et traits d’union. Il figure dans les URL et ne peut plus être changé.
mod-site-origins = Origines
mod-site-origins-hint = Une par ligne, par exemple https://blog.example. Seules les pages de ces origines peuvent afficher les commentaires et le formulaire. Pour les aperçus, une étoile remplace une partie du nom : https://*.preview.blog.example.
mod-site-remove = Supprimer { $name }
mod-site-remove-text = Le site est supprimé avec tous ses commentaires, fils, bannissements, notes, son journal et ses réglages. C’est irréversible.
mod-site-confirm = Pour confirmer, saisissez { $slug }
mod-site-confirm-wrong = Saisissez { $slug } pour supprimer le site.
mod-flood = Afflux de commentaires depuis { $time } : niveau de protection { $step } sur 3.
mod-policy = Réglages
mod-policy-of = Réglages de { $name }
mod-policy-owners = Seuls les propriétaires peuvent changer ces réglages.
mod-policy-conflict = Changé entre-temps par un autre propriétaire en : { $value }. Enregistrez de nouveau pour le remplacer.
mod-part-moderation = Modération et mots
mod-part-people = Qui peut commenter
mod-part-comments = Commentaires et formulaires
mod-part-limits = Limites et conservation
mod-policy-moderation = Ce qui attend la modération
mod-mode-all = Chaque commentaire
mod-mode-first = Les commentaires d’auteurs sans commentaire approuvé
mod-mode-suspect = Seulement ce que les contrôles suspectent
mod-mode-none = Rien ; le spam va quand même dans le dossier spam
mod-policy-banned-words = Mots interdits : le commentaire est refusé
mod-policy-suspect-words = Mots suspects : le commentaire attend la modération
mod-policy-words-hint = Un mot par ligne, 1 000 au plus. Les mots entiers comptent, en majuscules ou minuscules.
mod-policy-links-max = Liens sans attente
mod-policy-guests = Les invités peuvent commenter sans se connecter
mod-policy-guest-name = Nom des invités
mod-policy-guest-email = Adresse e-mail des invités
mod-policy-guest-website = Site web des invités
mod-rule-required = Obligatoire
mod-rule-optional = Facultatif
mod-rule-hidden = Non demandé
mod-policy-email-sign-in = Les lecteurs peuvent se connecter par e-mail
mod-policy-all-providers = Proposer tous les services de connexion de ce serveur
mod-policy-providers = Sinon seulement ceux-ci
mod-policy-text-min = Commentaire le plus court, en caractères
mod-policy-text-max = Commentaire le plus long, en caractères
mod-policy-depth-max = Niveaux de réponses
mod-policy-close-after = Les fils se ferment après, en jours
mod-policy-close-after-hint = À partir du premier commentaire. Laissez vide pour garder les fils ouverts.
mod-policy-edit-window = Temps pour modifier ou supprimer son commentaire, en secondes
mod-policy-edit-window-hint = 900 font 15 minutes ; 0 signifie jamais.
mod-policy-edits = Pendant que la modification d’un commentaire publié attend
mod-edits-keep = Afficher le texte publié
mod-edits-hide = Ne rien afficher du commentaire
mod-policy-language = Langue des pages, messages et e-mails pour les lecteurs
mod-language-name = Français
mod-policy-privacy = Page sur la confidentialité
mod-policy-privacy-hint = Chaque formulaire renvoie à cette URL. Laissez vide pour aucun lien.
mod-policy-limits = Limites d’envoi, en pourcentage de celles prévues
mod-policy-limits-hint = 50 les divise par deux, 200 les double.
mod-policy-ham-lost = Vrais commentaires qui peuvent aller dans le spam, sur 1 000
mod-policy-spam-published = Spam qui peut être publié, sur 100
mod-policy-pending-max = Nombre maximal de commentaires en attente
mod-policy-pending-hint = Au-delà, le spam le plus probable va dans le dossier spam, mais jamais les commentaires d’auteurs vérifiés.
mod-policy-pending-network = Nombre maximal en attente d’un même réseau
mod-policy-spam-days = Jours avant la suppression du spam
mod-policy-trash-days = Jours avant la suppression de la corbeille
mod-policy-days-hint = 0 signifie jamais.
mod-preview = Aperçu
mod-preview-title = Avec ces réglages, sur les { $count } derniers commentaires de lecteurs
mod-preview-held = auraient attendu la modération : { $count }
mod-preview-refused = auraient été refusés : { $count }
mod-preview-filed = seraient allés dans le dossier spam : { $count }
mod-preview-published = auraient été publiés aussitôt : { $count }
mod-preview-cut = Seuls les plus récents sont listés.
mod-preview-unsaved = Rien n’est encore enregistré.
mod-people = Comptes
mod-person-new = Ajouter un modérateur
mod-person-self = vous
mod-person-no-sites = aucun site
mod-person-sites = Sites d’un modérateur
mod-person-remove = Supprimer { $login }
mod-person-remove-text = Le compte est supprimé. Ses sessions et clés d’API prennent fin aussitôt. Les commentaires publiés et le journal restent.
mod-account = Compte { $login }
mod-profile = Nom, rôle et sites
mod-profile-owners = Seuls les propriétaires peuvent les changer.
mod-display-name = Nom affiché
mod-display-name-hint = Affiché à côté des commentaires de ce modérateur. Sans lui, les lecteurs voient le nom du site.
mod-login-hint = Lettres, chiffres, points, tirets bas et traits d’union. Les lecteurs ne le voient jamais.
mod-role = Rôle
mod-role-owner = Propriétaire
mod-role-moderator = Modérateur
mod-role-hint = Les propriétaires peuvent tout faire sur tous les sites ; les modérateurs modèrent les sites choisis ci-dessous.
mod-email-hint = Pour les e-mails sur les commentaires en attente. Laissez vide pour n’en recevoir aucun.
mod-email-refused = Le serveur de messagerie a refusé cette adresse, aucun e-mail n’est donc envoyé. Corrigez-la, ou enregistrez-la de nouveau dès qu’elle fonctionne.
mod-email-waits = { $email } attend sa confirmation : ouvrez le lien de l’e-mail qui y a été envoyé.
mod-email-in-use = D’ici là, les e-mails sont envoyés à { $email }.
mod-email-no-use = D’ici là, aucun e-mail n’est envoyé.
mod-email-send-again = Renvoyer l’e-mail
mod-email-sent = L’e-mail a été renvoyé.
mod-email-drop = Abandonner cette adresse
mod-email-dropped = La nouvelle adresse e-mail est abandonnée.
mod-already-gone = Cela n’existe plus : c’était déjà supprimé.
mod-unsent = Ce texte n’est pas encore envoyé. Envoyez-le ou annulez-le d’abord.
mod-email-none-waits = Aucune adresse e-mail n’attend de confirmation.
mod-email-no-mail = Ce serveur n’envoie pas d’e-mails, une adresse ne peut donc pas être confirmée. Demandez à l’exploitant du serveur.
mod-notices = E-mails sur les commentaires en attente
mod-notice-mode = E-mails sur { $site }
mod-notice-off = Aucun
mod-notice-each = Pour chaque commentaire, aussitôt
mod-notice-hourly = Au plus un par heure
mod-notice-daily = Au plus un par jour
mod-notice-more-than = Au plus un par jour, quand il en attend plus que le nombre ci-dessous
mod-notice-number = Combien peuvent attendre sur { $site } sans e-mail
mod-password-change = Changer le mot de passe
mod-password-hint = Au moins 15 caractères, pas faciles à deviner.
mod-password-ends = Cela met fin à toutes vos autres sessions.
mod-password-reset = Cela met fin à toutes les sessions du compte et retire son adresse e-mail, car une autre personne a pu y avoir accès.
mod-password-set = Le mot de passe est changé.
mod-current-password = Mot de passe actuel
mod-current-password-wrong = Ce n’est pas votre mot de passe actuel.
mod-new-password = Nouveau mot de passe
mod-api-keys = Clés d’API
mod-next-entries = Entrées suivantes
mod-keys-empty = Il n’y a aucune clé d’API.
mod-key-new = Créer une clé
mod-key-label = Libellé
mod-key-label-hint = À quoi sert la clé, par exemple un programme.
mod-key-may = Ce que la clé peut faire
mod-key-all = Tout ce que vous pouvez faire
mod-key-feed = Lire le flux de { $site }
mod-key-created = Clé pour { $label }
mod-key-once = Copiez-la maintenant : elle n’est affichée que cette fois.
mod-key-used = dernière utilisation { $time }
mod-key-unused = jamais utilisée
mod-key-revoke = Révoquer
mod-key-revoked = La clé est révoquée.
policy-range = Doit être compris entre { $low } et { $high }.
policy-words-many = Au plus { $max } mots (actuellement { $count }). Supprimez-en.
policy-word-length = Un mot a de 1 à { $max } caractères (actuellement { $count }).

## Refusals of the moderators’ pages and their API

missing-site = Ce site n’existe pas, ou vous ne pouvez pas le voir.
missing-moderator = Ce compte n’existe pas, ou vous ne pouvez pas le voir.
missing-ban = Ce bannissement n’existe pas, ou vous ne pouvez pas le voir.
missing-key = Cette clé n’existe pas, ou vous ne pouvez pas la voir.
missing-batch = Cette décision n’existe pas, ou vous ne pouvez pas la voir.
missing-thread = Cette page n’a pas de commentaires, ou vous ne pouvez pas la voir.
missing-comment = Ce commentaire n’existe pas, ou vous ne pouvez pas le voir.
missing-note = Cette note n’existe pas, ou vous ne pouvez pas la voir.
missing-file = Ce fichier n’existe pas, ou vous ne pouvez pas le voir.
site-exists = Un site avec ce nom court existe déjà.
site-unknown = Il n’y a pas de site avec ce nom court.
slug-empty = Saisissez un nom court pour le site.
slug-characters = Le nom court d’un site ne peut contenir que a–z, 0–9 et des traits d’union.
slug-too-long = Le nom court d’un site peut avoir au plus { $max } caractères ; il en a { $count }.
login-empty = Saisissez un identifiant.
login-characters = Un identifiant ne peut contenir que a–z, 0–9, des points, des tirets bas et des traits d’union.
login-too-short = Un identifiant doit avoir au moins { $min } caractères.
login-too-long = Un identifiant peut avoir au plus { $max } caractères ; il en a { $count }.
password-too-short = Le mot de passe doit avoir au moins { $min } caractères. Quelques mots sans rapport conviennent bien.
password-too-long = Le mot de passe peut avoir au plus { $max } octets.
password-too-common = Le mot de passe est trop facile à deviner. Utilisez quelques mots sans rapport.
moderator-name-taken = Un autre compte a ce nom affiché ou un nom qui lui ressemble. Choisissez-en un autre.
moderator-exists = Un compte avec cet identifiant existe déjà.
moderator-last-owner = Le dernier propriétaire ne peut être ni supprimé ni rétrogradé. Nommez d’abord un autre propriétaire.
key-label-invalid = Le libellé doit avoir de 1 à 100 caractères, sans caractères de contrôle.
setup-over = Le jeton d’installation est incorrect, expiré ou déjà utilisé. Redémarrez le serveur pour en obtenir un nouveau.
ban-person = Doit être l’id d’une personne (un UUID).
ban-domain = Doit être un domaine, par exemple spam.example.
ban-network = Doit être une adresse IP ou un réseau, par exemple 203.0.113.0/24.
ban-network-large = Le réseau est trop grand : le préfixe le plus court autorisé est { $prefix }.
ban-until-past = Doit être dans le futur. Laissez vide pour un bannissement définitif.
filter-network = Doit être un réseau IPv4 /24 ou IPv6 /48, ou une adresse IP de ce réseau.
filter-from-after = Doit précéder la fin de la période.
pinned-invalid = Doit être l’id d’un commentaire approuvé de cette page qui n’est pas une réponse.
origin-empty = Saisissez l’origine du site, par exemple https://example.org.
origin-invalid = Une origine se compose d’un schéma, d’un hôte et, au besoin, d’un port, par exemple https://example.org.
origin-wildcard = Une origine générique doit commencer par https://*. et n’avoir aucun autre astérisque, par exemple https://*.blog.pages.dev.
origin-public-suffix = N’importe qui peut avoir des hôtes sous ce domaine. Ajoutez le nom de votre projet, par exemple https://*.blog.pages.dev.
origins-exact = Un site a besoin d’une origine sans astérisque, par exemple https://blog.example : les lecteurs y sont redirigés.
origins-too-many = Un site a au plus { $max } origines ; il y en a { $count }.
policy-providers = Au plus 100 ids de fournisseurs, par exemple github.
notice-number-required = Saisissez combien de commentaires peuvent attendre sans e-mail.
notice-number-extra = Un nombre ne concerne que les e-mails envoyés au-delà de ce nombre. Laissez vide.
batch-running = C’est encore en cours ({ $done } commentaires sur { $total }). Annulez une fois que c’est terminé.
api-key-only-session = Une clé d’API ne peut pas faire cela. Connectez-vous avec votre mot de passe.
