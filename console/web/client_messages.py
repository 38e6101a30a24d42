"""What a browser may ask of Streamlit over its WebSocket: runs of a page, and none of the developer's tools.

Streamlit hides those tools in the menu and answers them all the same (measured on 1.67): ``clear_cache`` empties
what all users share, ``load_git_info`` tells names of files where the checkout has a remote,
``file_urls_request`` hands out addresses of its own upload.
"""

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # it comes without stubs
from streamlit.proto.BackMsg_pb2 import BackMsg

ADMITTED = frozenset({"rerun_script", "stop_script", "app_heartbeat", "backend_operation_request"})


def is_admitted(data: bytes) -> bool:
    """Whether a frame is passed on; one that is no message is, since Streamlit closes the window at it."""
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return True
    return message.WhichOneof("type") in ADMITTED
