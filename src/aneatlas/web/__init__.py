"""The review workspace: parse a request, call one workflow, render a page.

How a page is made:

* **A view** is a function in a module of its room (`screening/`, `extraction/`, `accounts/`), declared with what it
  needs: `@needs(Permission.SCREEN)` from `aneatlas.web.permissions` (or `SIGNED_IN`, `PUBLIC`). The middleware
  (`access.Access`) holds it: a view without a declaration is refused for everybody, a person without the permission
  gets 403 with the sentence that says whom to ask, a visitor is sent to the sign-in page.
* **A request** carries `request.person` (`permissions.Person`: `name`, `roles`, `actor` for the ledger,
  `may(permission)`); the atlas is `atlas.served()` (`ledger`, `study`, `place`). The actor of every event is
  `request.person.actor`, its time `workflows.place.now()`.
* **An answer** is `rendering.page(request, "room/name.html", title=..., section=..., **values)`; a template begins
  with `{% extends "base.html" %}` and fills `{% block main %}` (`{% block wide %}` for the whole width,
  `{% block scripts %}` for `<script src="{{ static('room.js') }}" defer></script>`). Templates are Jinja, escaped,
  under `templates/web/`; scripts and style sheets under `templates/web/static/`. There is no inline script and no
  style attribute: the content security policy forbids both. Globals: `url(name, *args)`, `static(file)`, `_`,
  `csrf_input`, `person`, `Permission`.
* **A form** is POST with `{{ csrf_input }}`; a script sends the header `X-CSRFToken` with the value of
  `document.querySelector('meta[name="csrf-token"]').content`. After a POST: `rendering.back(request, name, *args)`,
  with `django.contrib.messages` for the line that says what was done.
* **A failure** of a workflow (`core.issues.Failure`) need not be caught: `access.Failures` turns it into a page (or JSON
  where the request accepts it) with its one clear line and nothing half-written.
* **Routes** stand in `urls.py` of each room, `urls.py` here includes them; the tests walk this map, so a new route is
  tested with every role without further work.
* **The main list** is `sections.SECTIONS`: add one entry for a room.

Settings come first: `settings.prepare` gives Django its settings before the first model is used.
"""
