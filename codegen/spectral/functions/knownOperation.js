// Reports a link's operationId that no operation of the document has.
export default function knownOperation(operationId, _options, { document }) {
  const paths = Object.values(document.data.paths);
  const known = paths.flatMap((path) => Object.values(path)).map((operation) => operation.operationId);
  return known.includes(operationId) ? [] : [{ message: `there is no operation ${operationId}` }];
}
