// Report a link whose operationId doesn't exist.
export default function knownOperation(operationId, _options, { document }) {
  const paths = Object.values(document.data.paths);
  const known = paths.flatMap((path) => Object.values(path)).map((operation) => operation.operationId);
  return known.includes(operationId) ? [] : [{ message: `no operation has the operationId ${operationId}` }];
}
