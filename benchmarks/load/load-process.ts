// Sends load when it is told to. A process of its own, so that it can have a core of its own.
import type { LoadOrder } from './load-order.ts';
import { sendLoad } from './send-load.ts';

process.on('message', (order: LoadOrder) => {
  sendLoad(order).then(
    (result) => process.send?.(result),
    (error: Error) => {
      process.stderr.write(`${order.url}${order.path}: ${error.message}\n`);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ url: '' });
