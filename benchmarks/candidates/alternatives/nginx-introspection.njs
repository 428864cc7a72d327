// Reads what Authlete says of the token, for auth_request, which looks at the status alone.
async function check(request) {
  const reply = await request.subrequest('/ask-authlete');
  request.return(JSON.parse(reply.responseText).action === 'OK' ? 204 : 401);
}

export default { check };
