"""Starlette routes: sign-in, uploads, downloads and the public pages."""

from starlette.convertors import IntegerConvertor, register_url_convertor


class _ShortNumber(IntegerConvertor):
    """A number in an address; of more digits than any row has it leads nowhere.

    Starlette's own raises at thousands of digits, outside of everything that answers faults.
    """

    regex = "[0-9]{1,32}"


register_url_convertor("int", _ShortNumber())  # before any route of ours is made
