import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { createClock } from '../src/clock.ts';
import { AttemptLimiter } from '../src/sign-in/attempt-limiter.ts';

describe('the limit on attempts', () => {
  const fail = (limiter: AttemptLimiter, username: string, address: string, times = 1): void => {
    for (let attempt = 0; attempt < times; attempt += 1) {
      assert.notEqual(typeof limiter.begin(username, address), 'number');
    }
  };

  it('counts from the first failure on, and says in whole seconds how long to wait', () => {
    const clock = createClock(() => 0);
    const limiter = new AttemptLimiter(clock);
    fail(limiter, 'john', '::1', 4);
    clock.advance(299_000);
    fail(limiter, 'john', '::1');
    assert.equal(limiter.begin('john', '::1'), 1);
    clock.advance(999);
    assert.equal(limiter.begin('john', '::1'), 1);
    clock.advance(1);
    fail(limiter, 'john', '::1', 5);
    assert.equal(limiter.begin('john', '::1'), 300);
  });

  it('does not count an attempt that has to wait', () => {
    const clock = createClock(() => 0);
    const limiter = new AttemptLimiter(clock);
    fail(limiter, 'john', '::1', 5);
    for (let attempt = 0; attempt < 100; attempt += 1) {
      assert.equal(limiter.begin('john', '::1'), 300);
    }
    fail(limiter, 'jane', '::1');
  });

  it('takes a success back from the address as well', () => {
    const limiter = new AttemptLimiter(createClock(() => 0));
    for (let attempt = 0; attempt < 1000; attempt += 1) {
      const begun = limiter.begin('john', '::1');
      assert.ok(typeof begun !== 'number');
      begun.succeeded();
    }
  });

  it('remembers a bounded number of usernames, the recent ones', () => {
    const limiter = new AttemptLimiter(createClock(() => 0));
    fail(limiter, 'john', '::1', 5);
    for (let count = 0; count < 9998; count += 1) {
      fail(limiter, `user ${count}`, `address ${count}`);
    }
    assert.equal(limiter.begin('john', '::1'), 300);
    fail(limiter, 'one more', 'elsewhere');
    fail(limiter, 'another one', 'elsewhere');
    // The oldest is forgotten: what is bounded is the memory, what is hurt is the limit, and only for a flood.
    fail(limiter, 'john', '::1');
  });
});
