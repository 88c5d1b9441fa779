"""The words that the extraction page's script shows, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """Return each phrase of the script under a short name."""
    return {
        "saved": _("Saved"),
        "saving": _("Saving"),
        "unsaved": _("Not reached the server yet; kept in this browser and sent again."),
        "refused": _("The server refused this draft; it is kept in this browser."),
        "merged": _("This draft was changed in another window. Both changes are here now."),
        "clash": _("Changed in the other window too, where it says:"),
        "nothing": _("nothing"),
        "remove": _("Remove"),
        "proposed": _("Proposed"),
        "accept": _("Accept"),
        "refuse": _("Refuse"),
        "select": _("Mark words in the article first."),
        "not_found": _("These words do not stand in the article."),
        "several": _("These words stand in several places; this is the first."),
        "present": _("present"),
        "absent": _("absent"),
        "not_reported": _("not reported"),
        "not_assessable": _("not assessable"),
        "unclear": _("unclear"),
        "patient": _("Patient"),
        "group": _("Group"),
        "merge_lost": _("Both had an answer; that of # stays, and not taken over are:"),
        "last_patient": _("This is the last patient; there is nobody else to keep."),
        "gone": _("# was removed with all answers. 'Undo the last step' brings both back."),
        "no_proposal": _("No proposal waits."),
        "no_step": _("Nothing was changed here yet."),
        "note": _("Note"),
        "split": _("A new patient with a copy of these answers was made."),
        "timeline": _("Days from the neurological onset"),
        "no_times": _("Treatments and assessments appear here once they have a time."),
    }
