"""The addresses of the accounts."""

from __future__ import annotations

from django.urls import path

from aneatlas.web.accounts import own, people, sign_in

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("second-factor", sign_in.second_factor, name="second-factor"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("invitation/<str:secret>", sign_in.invitation, name="invitation"),
    path("", own.account, name="account"),
    path("password", own.password, name="password"),
    path("new-factor", own.new_factor, name="new-factor"),
    path("factor", own.change_factor, name="change-factor"),
    path("token", own.token, name="token"),
    path("sign-ins/end", own.end_sign_ins, name="end-sign-ins"),
    path("people", people.people, name="people"),
    path("people/<str:name>", people.person, name="person"),
    path("people/<str:name>/standing", people.standing, name="standing"),
    path("log", people.log, name="account-log"),
]
