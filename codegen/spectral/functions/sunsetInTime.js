// Reports a deprecated operation whose end is fewer months than wanted after its deprecation.
export default function sunsetInTime(operation, { months }) {
  const earliest = new Date(operation["x-deprecated-since"]);
  earliest.setUTCMonth(earliest.getUTCMonth() + months);
  const sunset = new Date(operation["x-sunset"]);
  return sunset < earliest ? [{ message: `it ends before ${earliest.toISOString().slice(0, 10)}` }] : [];
}
