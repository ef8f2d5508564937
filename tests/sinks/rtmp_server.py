"""An RTMP server for one publisher: python rtmp_server.py PORT. Prints what it decodes.

libavformat's own, in a process of its own: first ``ready``, at the end the times of all
pictures as JSON.
"""

import json
import sys

import av


def serve(port: int) -> dict[str, object]:
    """Take one stream to its end; return the times of its pictures in seconds."""
    times, heard = [], 0
    with av.open(
        f"rtmp://127.0.0.1:{port}/live/s3cret",
        "r",
        format="flv",
        options={"listen": "1", "timeout": "30"},
    ) as file:
        video = file.streams.video[0]
        try:
            for packet in file.demux(video, *file.streams.audio):
                if packet.stream is video:
                    times += [frame.pts / 1000 for frame in packet.decode()]
                else:
                    heard += len(packet.decode())
        except av.FFmpegError:  # the publisher has gone; what is held back is still to come
            times += [frame.pts / 1000 for frame in video.decode(None)]
    return {"times": times, "sounds": heard}


if __name__ == "__main__":
    av.logging.set_level(None)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdout.write(json.dumps(serve(int(sys.argv[1]))))
