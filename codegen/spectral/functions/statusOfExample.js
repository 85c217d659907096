// Reports a problem's example whose status is not the one that its answer is listed under.
export default function statusOfExample({ example }, _options, { path }) {
  const status = Number(path[path.indexOf("responses") + 1]);
  return example === undefined || example.status === status ? [] : [{ message: `the example's status is not ${status}` }];
}
