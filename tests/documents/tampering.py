"""Ways to change a signed report, as an attacker with good tools would.

Each gives the changed file. Those with ``update`` in their name add to the file behind the
signature, which by itself breaks no signed byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from pyhanko.pdf_utils import generic as pdf_objects
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

generic: Any = pdf_objects  # half of its functions are not annotated
Name = pdf_objects.NameObject
Change = Callable[[Any], None]


def gap(pdf: bytes) -> tuple[int, int]:
    """The first and the last byte of the signature's own place, brackets included."""
    found = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", pdf.replace(b"\n", b" "))
    assert found
    return int(found[2]), int(found[3])


def updated(pdf: bytes, change: Change) -> bytes:
    writer: Any = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _page(writer: Any) -> Any:
    pages = writer.root["/Pages"]["/Kids"]
    writer.mark_update(pages.raw_get(0).reference)
    return pages[0]


def update_page_added(writer: Any) -> None:
    pages = writer.root["/Pages"]
    new = writer.add_object(
        generic.DictionaryObject(
            {
                Name("/Type"): Name("/Page"),
                Name("/Parent"): writer.root.raw_get("/Pages"),
                Name("/MediaBox"): generic.ArrayObject(
                    [generic.NumberObject(n) for n in (0, 0, 595, 842)]
                ),
            }
        )
    )
    pages["/Kids"].append(new)
    pages[Name("/Count")] = generic.NumberObject(2)
    writer.mark_update(writer.root.raw_get("/Pages").reference)


def update_content_replaced(writer: Any) -> None:
    page = _page(writer)
    page[Name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))


def update_annotation_over_it(writer: Any) -> None:
    note = generic.DictionaryObject(
        {
            Name("/Type"): Name("/Annot"),
            Name("/Subtype"): Name("/FreeText"),
            Name("/Rect"): generic.ArrayObject(
                [generic.NumberObject(n) for n in (50, 600, 300, 700)]
            ),
            Name("/Contents"): generic.TextStringObject("Grade 0"),
        }
    )
    page = _page(writer)
    page[Name("/Annots")] = generic.ArrayObject([writer.add_object(note)])


def update_font_swapped(writer: Any) -> None:
    fonts = _page(writer)["/Resources"]["/Font"]
    for key in list(fonts):
        font = generic.DictionaryObject(
            {
                Name("/Type"): Name("/Font"),
                Name("/Subtype"): Name("/Type1"),
                Name("/BaseFont"): Name("/Helvetica"),
            }
        )
        fonts[Name(key)] = writer.add_object(font)


def update_information_changed(writer: Any) -> None:
    info = writer.trailer["/Info"]
    info[Name("/Title")] = generic.TextStringObject("another title")
    writer.mark_update(writer.trailer.raw_get("/Info").reference)


def update_script_at_opening(writer: Any) -> None:
    script = generic.DictionaryObject(
        {
            Name("/S"): Name("/JavaScript"),
            Name("/JS"): generic.TextStringObject("app.alert('grade 0')"),
        }
    )
    writer.root[Name("/OpenAction")] = writer.add_object(script)
    writer.update_root()


def update_field_dropped(writer: Any) -> None:
    writer.root["/AcroForm"][Name("/Fields")] = generic.ArrayObject()
    writer.update_root()
    writer.mark_update(writer.root.raw_get("/AcroForm").reference)


def update_permissions_dropped(writer: Any) -> None:
    del writer.root["/Perms"]
    writer.update_root()


def update_file_attached(writer: Any) -> None:
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    names.append(generic.TextStringObject("zz.json"))
    names.append(names[1])
    writer.mark_update(writer.root["/Names"].raw_get("/EmbeddedFiles").reference)


def update_layer_hidden(writer: Any) -> None:
    group = writer.add_object(
        generic.DictionaryObject(
            {Name("/Type"): Name("/OCG"), Name("/Name"): generic.TextStringObject("page")}
        )
    )
    off = generic.DictionaryObject({Name("/OFF"): generic.ArrayObject([group])})
    writer.root[Name("/OCProperties")] = generic.DictionaryObject(
        {Name("/OCGs"): generic.ArrayObject([group]), Name("/D"): off}
    )
    writer.update_root()


def update_stamp_changed(writer: Any) -> None:
    fields = writer.root["/AcroForm"]["/Fields"]
    field = fields[0].get_object()
    look = writer.add_object(generic.StreamObject(stream_data=b"0 0 100 100 re f"))
    field[Name("/AP")] = generic.DictionaryObject({Name("/N"): look})
    writer.mark_update(fields.raw_get(0).reference)


UPDATES: tuple[Change, ...] = (
    update_page_added,
    update_content_replaced,
    update_annotation_over_it,
    update_font_swapped,
    update_information_changed,
    update_script_at_opening,
    update_field_dropped,
    update_permissions_dropped,
    update_file_attached,
    update_layer_hidden,
    update_stamp_changed,
)


# --- changes of the bytes themselves --------------------------------------------------------


def bytes_behind_the_end(pdf: bytes) -> bytes:
    return pdf + b"%%EOF\n"


def nothing_but_zeros_behind_the_end(pdf: bytes) -> bytes:
    return pdf + b"\0" * 64


def cut_short(pdf: bytes) -> bytes:
    return pdf[:-200]


def range_shrunk(pdf: bytes) -> bytes:
    """The covered range ends a few bytes early; the number keeps its width."""
    found = re.search(rb"/ByteRange \[ ?(\d+) (\d+) (\d+) (\d+) ?\]", pdf)
    assert found
    start, end = found.span(4)
    less = str(int(found[4]) - 7).encode().rjust(end - start)
    return pdf[:start] + less + pdf[end:]


def range_taken_away(pdf: bytes) -> bytes:
    return re.sub(rb"/ByteRange \[[^\]]*\]", lambda m: b"/ByteRange null".ljust(len(m[0])), pdf)


def contents_taken_away(pdf: bytes) -> bytes:
    first, second = gap(pdf)
    return pdf[:first] + b"null".ljust(second - first) + pdf[second:]


def contents_zero(pdf: bytes) -> bytes:
    first, second = gap(pdf)
    return pdf[:first] + b"<" + b"0" * (second - first - 2) + b">" + pdf[second:]


def wrapped_in_the_padding(pdf: bytes) -> bytes:
    """Another object hidden where the signature's value ends in zeros."""
    first, second = gap(pdf)
    hidden = b">/Reason(x)/X<"
    body = bytearray(pdf[first:second])
    body[-200 : -200 + len(hidden)] = hidden
    return pdf[:first] + bytes(body) + pdf[second:]


def lower_case_digits(pdf: bytes) -> bytes:
    first, second = gap(pdf)
    return pdf[:first] + pdf[first:second].lower() + pdf[second:]


def cut_back_to_before_the_signature(pdf: bytes) -> bytes:
    return pdf[: pdf.index(b"%%EOF") + 6]


def saved_anew_without_the_signature(pdf: bytes) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as whole:
        del whole.Root.AcroForm
        del whole.Root.Perms
        del whole.pages[-1].obj.Annots
        out = BytesIO()
        whole.save(out)
    return out.getvalue()


BYTES: tuple[Callable[[bytes], bytes], ...] = (
    bytes_behind_the_end,
    nothing_but_zeros_behind_the_end,
    cut_short,
    range_shrunk,
    range_taken_away,
    contents_taken_away,
    contents_zero,
    wrapped_in_the_padding,
    lower_case_digits,
    cut_back_to_before_the_signature,
    saved_anew_without_the_signature,
)
