"""The addresses of the product."""

from allauth.account import views as account
from allauth.mfa.totp.views import deactivate_totp
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from anbang.demo import pages as demo
from anbang.web import accounts, custody, files, frame, lists, mine, official, people, places, policy, signs, today
from anbang.web.steps import page as steps

urlpatterns: list[URLPattern | URLResolver] = [
    # The demo's own sign-in comes first; elsewhere its pages do not exist.
    *(demo.urlpatterns if settings.DEMO else []),
    path("", today.today, name="today"),
    path("people/", people.people, name="people"),
    path("people/<int:person_id>/", files.case_file, name="case_file"),
    path("people/<int:person_id>/id-number/", people.reveal_id_number, name="reveal_id_number"),
    path("people/<int:person_id>/papers/<int:paper_id>/", people.paper, name="paper"),
    path("people/<int:person_id>/signs/", signs.signs, name="signs"),
    path("people/<int:person_id>/steps/<slug:slug>/", steps.take_step, name="take_step"),
    path("people/<int:person_id>/steps/<slug:slug>/<int:about_id>/", steps.take_step, name="take_step_about"),
    path("my-people/", mine.my_people, name="my_people"),
    path("my-people/<int:person_id>/", mine.one_of_mine, name="one_of_mine"),
    path("duties/<int:duty_id>/why/", people.why, name="why"),
    path("closed/", people.closed_list, name="closed_list"),
    path("verify/<int:form_id>/", custody.verify, name="verify"),
    path("arrange/<int:notice_id>/", custody.arrange, name="arrange_reception"),
    path("alert/<int:case_id>/", custody.alert, name="alert_priority"),
    path("receipts/<int:verification_id>/", custody.receipt, name="confirm_receipt"),
    path("lists/", lists.lists, name="lists"),
    path("lists/<int:batch_id>/", lists.one_list, name="list"),
    path("lists/<int:batch_id>/progress/", lists.progress, name="list_progress"),
    path("lists/<int:batch_id>/confirm/", lists.confirm_preview, name="confirm_preview"),
    path("lists/<int:batch_id>/take-in/", lists.confirm, name="take_in"),
    path("lists/<int:batch_id>/cancel/", lists.cancel, name="cancel_list"),
    path("lists/<int:batch_id>/undo/", lists.undo, name="undo_list"),
    path("lists/<int:batch_id>/marked/", lists.marked_up, name="marked_list"),
    path("lists/rows/<int:row_id>/", lists.correct, name="correct_row"),
    path("lists/rows/<int:row_id>/decide/", lists.decide, name="decide_row"),
    path("answers/", lists.answers, name="answers"),
    path("places/", places.places, name="places"),
    path("places/<int:area_id>/", places.town, name="town"),
    path("gallery/", frame.gallery, name="gallery"),
    path("policy/", policy.policy, name="policy"),
    path("policy/clauses/<str:clause_id>/", policy.clause, name="clause"),
    path("policy/rules/<slug:name>/", policy.rule, name="rule"),
    path("policy/duties/<slug:name>/", policy.duty, name="duty"),
    path("policy/document/", official.official, name="official"),
    path("policy/document/<int:document_id>/", official.official_document, name="official_document"),
    path("policy/document/<int:document_id>/file/", official.official_file, name="official_file"),
    path("policy/document/<int:document_id>/confirm/", official.confirm_official, name="confirm_official"),
    path("policy/document/<int:document_id>/discard/", official.discard_official, name="discard_official"),
    path("language/", frame.language, name="language"),
    path("posting/", frame.posting, name="posting"),
    path("health", frame.health, name="health"),
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/again/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/signup/", account.signup, name="account_signup"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/mfa/", include("allauth.mfa.base.urls")),
    path("account/mfa/totp/activate/", accounts.ActivateOnce.as_view(), name="mfa_activate_totp"),
    path("account/mfa/totp/deactivate/", deactivate_totp, name="mfa_deactivate_totp"),
    path("account/mfa/recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
]

handler500 = "anbang.web.frame.failed"
