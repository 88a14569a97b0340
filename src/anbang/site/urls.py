"""The addresses of the product."""

from allauth.account import views as account
from allauth.mfa.base.views import reauthenticate as reauthenticate_by_code
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions.views import list_usersessions
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from anbang.demo import pages as demo
from anbang.web import (
    closed,
    custody,
    emergency,
    files,
    frame,
    handing,
    institution,
    keeping_out,
    lists,
    mine,
    official,
    people,
    places,
    policy,
    reception,
    retention,
    rights,
    sealing,
    signs,
    team,
    today,
    trail,
)
from anbang.web.accounts import pages as accounts
from anbang.web.accounts import releasing as accounts_releasing
from anbang.web.accounts import steps as accounts_steps
from anbang.web.intake import arrivals, enquiries, not_listed, scans, spot, typed
from anbang.web.office import bases, mending, periods
from anbang.web.office import pages as office
from anbang.web.office import why as why_office
from anbang.web.references import register_references
from anbang.web.sheets import page as sheets
from anbang.web.signing import second_factor, sessions
from anbang.web.steps import page as steps
from anbang.web.telling import pages as telling

register_references()

urlpatterns: list[URLPattern | URLResolver] = [
    # The demo's own sign-in comes first; elsewhere its pages do not exist.
    *(demo.urlpatterns if settings.DEMO else []),
    path("", today.today, name="today"),
    path("people/", people.people, name="people"),
    path("people/find/", people.find_people, name="find_people"),
    path("people/<person:person_id>/", files.case_file, name="case_file"),
    path("people/<person:person_id>/id-number/", people.reveal_id_number, name="reveal_id_number"),
    path("people/<person:person_id>/papers/<paper:paper_id>/", people.paper, name="paper"),
    path("people/<person:person_id>/sheets/<slug:slug>/", sheets.ask_sheet, name="ask_sheet"),
    path("people/<person:person_id>/sheets/<slug:slug>/<export:export_id>/", sheets.sheet, name="sheet"),
    path("people/<person:person_id>/requests/", rights.requests_about, name="requests_about"),
    path("requests/", rights.requests, name="requests"),
    path("people/<person:person_id>/keeping-out/", keeping_out.keeping_out, name="keeping_out"),
    path("people/<person:person_id>/sealing/", sealing.sealing, name="sealing"),
    path("people/<person:person_id>/sealing/record/", sealing.sealed_record, name="sealed_record"),
    path(
        "people/<person:person_id>/sealing/decisions/<decision:decision_id>/",
        sealing.answer_decision,
        name="answer_sealing_decision",
    ),
    path(
        "people/<person:person_id>/sealing/questions/<question:unsealing_id>/",
        sealing.answer_question,
        name="answer_unsealing",
    ),
    path("emergency/", emergency.open_in_an_emergency, name="open_in_an_emergency"),
    path("emergencies/", emergency.emergencies, name="emergencies"),
    path("disposals/", retention.disposals, name="disposals"),
    path("disposals/<disposal:disposal_id>/", retention.decide, name="decide_disposal"),
    path("disposals/<disposal:disposal_id>/confirmed/", retention.confirm, name="confirm_disposal"),
    path("emergencies/<emergency:emergency_id>/", emergency.judge, name="judge_emergency"),
    path("keeping-out/", keeping_out.all_keeping_out, name="all_keeping_out"),
    path("keeping-out/<exclusion:exclusion_id>/end/", keeping_out.end_keeping_out, name="end_keeping_out"),
    path("people/<person:person_id>/signs/", signs.signs, name="signs"),
    path("people/<person:person_id>/steps/<slug:slug>/", steps.take_step, name="take_step"),
    path("people/<person:person_id>/steps/<slug:slug>/<about:about_id>/", steps.take_step, name="take_step_about"),
    path("my-people/", mine.my_people, name="my_people"),
    path("my-people/<person:person_id>/", mine.one_of_mine, name="one_of_mine"),
    path("teams/", team.lacking_teams, name="lacking_teams"),
    path("duties/<duty:duty_id>/why/", people.why, name="why"),
    path("closed/", closed.closed_list, name="closed_list"),
    path("verify/<form:form_id>/", custody.verify, name="verify"),
    path("arrange/<notice:notice_id>/", custody.arrange, name="arrange_reception"),
    path("receipts/<verification:verification_id>/", custody.receipt, name="confirm_receipt"),
    path("lists/", lists.lists, name="lists"),
    path("lists/<int:batch_id>/", lists.one_list, name="list"),
    path("lists/<int:batch_id>/progress/", lists.progress, name="list_progress"),
    path("lists/<int:batch_id>/confirm/", lists.confirm_preview, name="confirm_preview"),
    path("lists/<int:batch_id>/take-in/", lists.confirm, name="take_in"),
    path("lists/<int:batch_id>/cancel/", lists.cancel, name="cancel_list"),
    path("lists/<int:batch_id>/undo/", lists.undo, name="undo_list"),
    path("lists/<int:batch_id>/marked/", lists.marked_up, name="marked_list"),
    path("lists/rows/<row:row_id>/", lists.correct, name="correct_row"),
    path("lists/rows/<row:row_id>/decide/", lists.decide, name="decide_row"),
    path("answers/", lists.answers, name="answers"),
    path("letters/", institution.letters, name="letters"),
    path("letters/changes/<change:change_id>/", institution.change_receipt, name="change_receipt"),
    path("outbound/", institution.outbound, name="outbound"),
    path("outbound/<outbound:form_id>/", institution.send, name="send_outbound"),
    path("outbound/<outbound:form_id>/receipt/", institution.outbound_receipt, name="outbound_receipt"),
    path("outbound/<outbound:form_id>/scan/", institution.outbound_scan, name="outbound_scan"),
    path("arrivals/", arrivals.arrivals, name="arrivals"),
    path("arrivals/spot/", spot.on_the_spot, name="on_the_spot"),
    path("arrivals/corrections/", spot.from_corrections, name="from_corrections"),
    path("arrivals/paper/", typed.paper_form, name="paper_form"),
    path("arrivals/notice/", typed.paper_notice, name="paper_notice"),
    path("arrivals/enquiries/", enquiries.enquiries, name="enquiries"),
    path("arrivals/enquiries/<enquiry:enquiry_id>/", enquiries.answer, name="answer_enquiry"),
    path("arrivals/not-listed/", not_listed.not_listed, name="not_listed"),
    path("people/<person:person_id>/scans/", scans.scans, name="scans"),
    path("people/<person:person_id>/scans/<paper:paper_id>/", scans.scan, name="scan"),
    path("people/<person:person_id>/scans/<paper:paper_id>/remove/", scans.remove, name="remove_scan"),
    path("reception/", reception.reception, name="reception"),
    path("told/", telling.told_up, name="told_up"),
    path("told/<duty:duty_id>/rest/", telling.rest, name="let_rest"),
    path("digest/", telling.put_digest_away, name="put_digest_away"),
    path("office/", office.office, name="office"),
    path("office/duties/<duty:duty_id>/why/", why_office.why, name="why_office"),
    path("office/record/<slug:kind>/", office.record_act, name="record_office_act"),
    path("office/acts/<int:act_id>/<slug:slug>/", mending.mend_act, name="mend_office_act"),
    path("office/key-period/", periods.key_period, name="key_period"),
    path("office/key-period/<int:period_id>/<slug:slug>/", periods.mend_period, name="mend_key_period"),
    path("office/district/", office.district_office, name="district_office"),
    path("office/bases/", bases.bases, name="bases"),
    path("office/bases/<int:base_id>/end/", bases.end, name="end_base"),
    path("office/handing/", handing.holders, name="holders"),
    path("office/handing/<int:staff_id>/", handing.hand_over, name="hand_over"),
    path("places/", places.places, name="places"),
    path("places/<int:area_id>/", places.town, name="town"),
    path("gallery/", frame.gallery, name="gallery"),
    path("trail/", trail.trail, name="trail"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.new_account, name="new_account"),
    path("accounts/waiting/", accounts_releasing.waiting_accounts, name="waiting_accounts"),
    path("accounts/<int:staff_id>/release/", accounts_releasing.release_account, name="release_account"),
    path("accounts/<int:staff_id>/refuse/", accounts_releasing.refuse_account, name="refuse_account"),
    path("accounts/<int:staff_id>/", accounts.one_account, name="one_account"),
    path("accounts/<int:staff_id>/posts/", accounts_steps.give_post, name="give_post"),
    path("accounts/<int:staff_id>/posts/<int:posting_id>/end/", accounts_steps.end_post, name="end_post"),
    path("accounts/<int:staff_id>/password/", accounts_steps.reset_password, name="reset_password"),
    path("accounts/<int:staff_id>/end/", accounts_steps.end_account, name="end_account"),
    path("accounts/<int:staff_id>/second-factor/", accounts_steps.reset_second_factor, name="reset_second_factor"),
    path("accounts/<int:staff_id>/lock/", accounts_steps.lift_lock, name="lift_lock"),
    path("accounts/<int:staff_id>/sessions/", accounts_steps.end_sessions, name="end_sessions"),
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
    path("account/mfa/", second_factor.Overview.as_view(), name="mfa_index"),
    path("account/mfa/authenticate/", second_factor.AtTheSignIn.as_view(), name="mfa_authenticate"),
    path("account/mfa/reauthenticate/", reauthenticate_by_code, name="mfa_reauthenticate"),
    path("account/mfa/totp/activate/", second_factor.ActivateOnce.as_view(), name="mfa_activate_totp"),
    path("account/mfa/totp/deactivate/", second_factor.TakeAway.as_view(), name="mfa_deactivate_totp"),
    path("account/mfa/recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
    *(
        path(f"account/mfa/passkeys/{address}", second_factor.where_passkeys_work(view), name=name)
        for address, view, name in (
            ("", passkeys.list_webauthn, "mfa_list_webauthn"),
            ("add/", second_factor.AddPasskey.as_view(), "mfa_add_webauthn"),
            ("again/", second_factor.AgainByPasskey.as_view(), "mfa_reauthenticate_webauthn"),
            ("<int:pk>/remove/", second_factor.RemovePasskey.as_view(), "mfa_remove_webauthn"),
            ("<int:pk>/rename/", passkeys.edit_webauthn, "mfa_edit_webauthn"),
        )
    ),
    path("account/sessions/", list_usersessions, name="usersessions_list"),
    path("account/how-long/", sessions.how_long, name="how_long"),
    path("account/still-here/", sessions.still_here, name="still_here"),
]

handler500 = "anbang.web.frame.failed"
