/** Whether a host, as one writes it into a setting or as `URL.hostname` has it, is this machine alone. */
export function isLoopbackAddress(host: string): boolean {
  return /^(?:127(?:\.\d{1,3}){3}|::1|\[::1\]|localhost)$/i.test(host);
}
