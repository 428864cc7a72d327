import type { Endpoint } from '../endpoints/endpoint.ts';
import { jsonAnswer } from '../http/answer.ts';

/** `POST /local/clock` with `{"advance": milliseconds}`: moves the clock; answers where it is. */
export const moveClock: Endpoint = {
  path: '/local/clock',
  methods: ['POST'],
  handle({ parameters }, { clock }) {
    clock.advance(parameters.integer('advance'));
    return jsonAnswer({ now: clock.now(), offset: clock.offset });
  },
};
