import type { CachingStatistics, EventListener } from 'oauth-resource-server';
import type { AuthleteClientListener } from 'oauth-resource-server/authlete';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

/** What the server counts, for Prometheus. No label holds anything that a client sends, so there are few of each. */
export interface ServerMetrics {
  readonly countEvent: EventListener;
  readonly countAuthleteEvent: AuthleteClientListener;
  /** Shows what a cache has done since the start. */
  watchCache(statistics: () => CachingStatistics): void;
  /** The Prometheus text format, and its media type. */
  readonly contentType: string;
  write(): Promise<string>;
  /** Ends what watches the process. */
  close(): void;
}

/** Creates counters that belong to one server. */
export function createMetrics(): ServerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const decisions = createCounter(
    registry,
    'resource_server_decisions_total',
    'Requests with what was decided about them: granted, or the code of the denial.',
    'code',
  );
  const userInfo = createCounter(
    registry,
    'resource_server_user_info_total',
    'UserInfo responses that were issued.',
    'media_type',
  );
  const authlete = createCounter(
    registry,
    'resource_server_authlete_events_total',
    'Second tries at Authlete, and what the circuit breaker has done.',
    'event',
  );
  return {
    countEvent(event) {
      switch (event.type) {
        case 'access_granted':
          return decisions('granted');
        case 'access_denied':
          return decisions(event.denied.code);
        case 'user_info_issued':
          decisions('granted');
          return userInfo(event.mediaType);
        case 'claims_left_out':
          return undefined;
      }
    },
    countAuthleteEvent: (event) => authlete(event.type),
    watchCache: (statistics) => watchCache(registry, statistics),
    contentType: registry.contentType,
    write: () => registry.metrics(),
    close: () => registry.clear(),
  };
}

/** A counter with one label, whose values are looked up once each. */
function createCounter(
  registry: Registry,
  name: string,
  help: string,
  label: string,
): (value: string) => void {
  const counter = new Counter({ name, help, labelNames: [label], registers: [registry] });
  const known = new Map<string, Counter.Internal>();
  return (value) => {
    let one = known.get(value);
    if (one === undefined) known.set(value, (one = counter.labels({ [label]: value })));
    one.inc();
  };
}

function watchCache(registry: Registry, statistics: () => CachingStatistics): void {
  const registers = [registry];
  // Read when somebody looks, so that a hit costs nothing more.
  const answers: Counter = new Counter({
    name: 'resource_server_cache_answers_total',
    help: 'Questions about tokens, and where the answer came from.',
    labelNames: ['source'],
    registers,
    collect() {
      const { hits, asked, joined, stale } = statistics();
      answers.reset();
      for (const [source, count] of Object.entries({ kept: hits, authority: asked, joined, stale })) {
        answers.inc({ source }, count);
      }
    },
  });
  const kept: Gauge = new Gauge({
    name: 'resource_server_cache_kept',
    help: 'Answers about tokens that are kept.',
    registers,
    collect: () => kept.set(statistics().kept),
  });
}
