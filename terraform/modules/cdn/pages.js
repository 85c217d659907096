// A problem's `type` is a path like /docs/problems/timeout, and must lead to its page as it is: the bucket knows
// docs/problems/timeout.html. The site's links are relative, so its first page has to be asked for with its slash.
function handler(event) {
  const request = event.request;
  if (request.uri === '/' || request.uri === '/docs') {
    return { statusCode: 302, statusDescription: 'Found', headers: { location: { value: '/docs/' } } };
  }
  if (request.uri.endsWith('/')) {
    request.uri += 'index.html';
  } else if (!request.uri.split('/').pop().includes('.')) {
    request.uri += '.html';
  }
  return request;
}
