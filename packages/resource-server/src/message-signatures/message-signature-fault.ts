/**
 * Everything that can be wrong with the signature of a message, in the order in which it is looked for, in words for the operator:
 * fixed sentences, so that nothing of the message reaches a log.
 */
export const MESSAGE_SIGNATURE_FAULTS = {
  signature_missing: 'there is no signature, or none with the label or tag that is asked for',
  malformed: 'Signature or Signature-Input is not what RFC 9421 describes',
  ambiguous: 'there are several signatures that could be meant',
  unusable_parameter: 'created, expires, keyid or alg is of the wrong type, or created is missing',
  unusable_component:
    'a component identifier is malformed, comes twice or is not supported, or there are too many',
  component_not_covered: 'a component that must be covered is not',
  created_in_future: 'created lies in the future',
  expired: 'created or expires lies too far in the past',
  unknown_key: 'there is no key for keyid',
  wrong_algorithm: 'alg is not the algorithm of the key',
  component_missing: 'a covered component has no value in the message, or none that is unambiguous',
  wrong_signature: 'the signature does not verify',
  wrong_digest: 'Content-Digest is not the digest of the content',
} as const;

/** Stable, safe to count. */
export type MessageSignatureFault = keyof typeof MESSAGE_SIGNATURE_FAULTS;
