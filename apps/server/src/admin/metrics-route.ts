import type { FastifyInstance } from 'fastify';
import type { ServerMetrics } from '../metrics.ts';
import { onlyMethods } from '../routes/method-not-allowed.ts';

const PATH = '/metrics';

/** What Prometheus reads. */
export function addMetricsRoute(app: FastifyInstance, metrics: ServerMetrics): void {
  app.get(PATH, async (_request, reply) => {
    const text = await metrics.write();
    return reply.headers({ 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' }).send(text);
  });
  onlyMethods(app, PATH, ['GET', 'HEAD']);
}
