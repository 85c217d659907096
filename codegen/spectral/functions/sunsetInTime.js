// Report a deprecated operation whose sunset is earlier than `months` after its deprecation.
export default function sunsetInTime(operation, { months }) {
  const earliest = new Date(operation["x-deprecated-since"]);
  earliest.setUTCMonth(earliest.getUTCMonth() + months);
  const sunset = new Date(operation["x-sunset"]);
  return sunset < earliest ? [{ message: `the sunset is before ${earliest.toISOString().slice(0, 10)}` }] : [];
}
