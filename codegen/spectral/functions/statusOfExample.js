// Report a problem's examples whose status isn't that of their response.
export default function statusOfExample({ example, examples = {} }, _options, { path }) {
  const status = Number(path[path.indexOf("responses") + 1]);
  return [example, ...Object.values(examples).map(({ value }) => value)]
    .filter((each) => each !== undefined && each.status !== status)
    .map(() => ({ message: `the example's status is not ${status}` }));
}
