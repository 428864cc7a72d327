export { createSecurityEventReceiver } from './security-event-receiver.ts';

export type { DeliveryAnswer } from './delivery-answer.ts';
export type { DeliveryError, DeliveryFault } from './delivery-fault.ts';
export type { TransmitterKeys } from './security-event-keys.ts';
export type { SecurityEventDelivery, SecurityEventReceiver } from './security-event-receiver.ts';
export type { SecurityEventReceiverOptions } from './security-event-receiver-options.ts';
export type { SecurityEventReport } from './security-event-report.ts';
export type { SubjectFinding, SubjectIdentifier } from './subject-identifier.ts';
