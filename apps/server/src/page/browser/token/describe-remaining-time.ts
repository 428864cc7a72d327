/** @param seconds that are left */
export function describeRemainingTime(seconds: number): string {
  const left = Math.ceil(seconds);
  if (left <= 0) return 'it has expired';
  if (left < 60) return `in ${left} s`;
  if (left < 3600) return `in ${Math.floor(left / 60)} min ${left % 60} s`;
  return `in ${Math.floor(left / 3600)} h ${Math.floor((left % 3600) / 60)} min`;
}
