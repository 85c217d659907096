// Problem types are paths such as /docs/problems/timeout; the object in the bucket is docs/problems/timeout.html. The
// site's links are relative, so /docs redirects to /docs/.
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
