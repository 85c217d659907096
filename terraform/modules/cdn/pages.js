// A browser asks for /docs/problems/timeout; the bucket knows docs/problems/timeout/index.html. A problem's `type` is such a
// path, so it must lead to its page as it is.
function handler(event) {
  const request = event.request;
  if (request.uri === '/') {
    request.uri = '/docs/';
  }
  if (request.uri.endsWith('/')) {
    request.uri += 'index.html';
  } else if (!request.uri.split('/').pop().includes('.')) {
    request.uri += '/index.html';
  }
  return request;
}
