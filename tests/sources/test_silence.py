import numpy as np

from tryon.core.seams import SoundTrack
from tryon.sources.silence import Silence


def test_it_lasts_as_long_as_the_pictures_and_is_silent():
    track = Silence()
    assert isinstance(track, SoundTrack)
    track.open()
    assert track.take(None) == ()
    blocks = [b for n in range(1, 301) for b in track.take(5_000_000_000 + n * 33_333_333)]
    assert blocks[0].captured_ns == 5_000_000_000 + 33_333_333
    samples = np.concatenate([block.samples for block in blocks])
    assert not samples.any()
    assert abs(len(samples) - 299 / 30 * 48_000) < 48
    ends = [b.captured_ns + len(b.samples) * 1e9 / 48_000 for b in blocks]
    starts = [b.captured_ns for b in blocks[1:]]
    assert np.abs(np.array(ends[:-1]) - starts).max() < 1_000
    assert track.take(5_000_000_000) == ()
    track.close()
