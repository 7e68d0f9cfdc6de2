/**
 * So long, in ms, a frame may wait for others to be stored with. Rows written are the bill: of a watch at 1 Hz less than
 * 0.4 a second this way, its alarms and the news for the ward included.
 */
export const COMMIT_MS = 5_500;
/** So many readings are stored at once, without waiting for more. */
export const FULL = 5_000;

interface Sized {
	items: readonly unknown[];
}

/** Frames that wait to be stored together. Knows no clock of its own: times are Unix ms. */
export class FrameBuffer<F extends Sized> {
	private frames: F[] = [];
	private size = 0;
	private since = 0;

	/** Adds a frame that arrived `now`, and answers when the buffer is to be stored. */
	add(frame: F, now: number): number {
		if (this.frames.length === 0) this.since = now;
		this.frames.push(frame);
		this.size += frame.items.length;
		return this.size >= FULL ? now : this.since + COMMIT_MS;
	}

	/** Empties the buffer. In the order of arrival. */
	take(): F[] {
		const { frames } = this;
		this.frames = [];
		this.size = 0;
		return frames;
	}
}
