/** Time and chance, as the calls to Authlete see them. */
export interface AuthleteClock {
  /** Milliseconds since some moment. It never goes back. */
  now(): number;
  /** A number from 0, below 1. */
  random(): number;
  /** Calls back once, after so many milliseconds; the function that it returns calls it off. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const SYSTEM_CLOCK: AuthleteClock = {
  now: () => performance.now(),
  random: () => Math.random(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
