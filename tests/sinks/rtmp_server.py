"""An RTMP server for one publisher: python rtmp_server.py PORT. Prints what it decodes.

libavformat's own, in a process of its own: first ``ready``, at the end the times of all
pictures as JSON.
"""

import json
import sys

import av

av.logging.set_level(None)
sys.stdout.write("ready\n")
sys.stdout.flush()
times = []
with av.open(
    f"rtmp://127.0.0.1:{sys.argv[1]}/live/s3cret",
    "r",
    format="flv",
    options={"listen": "1", "timeout": "30"},
) as file:
    streams = (*file.streams.video, *file.streams.audio)
    heard = 0
    try:
        for packet in file.demux(*streams):
            if packet.stream.type == "audio":
                heard += len(packet.decode())
            else:
                times += [frame.pts / 1000 for frame in packet.decode()]
    except av.FFmpegError:  # the publisher has gone; what is held back is still to be shown
        times += [frame.pts / 1000 for frame in file.streams.video[0].decode(None)]
sys.stdout.write(json.dumps({"times": times, "sounds": heard}))
