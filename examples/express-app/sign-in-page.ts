/** The form of the fake sign-in: an address is enough. */
export const signInPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sign in to Notes</title>
<form method="post" action="/sign-in">
  <label>E-mail address <input type="email" name="email" required autofocus></label>
  <button>Sign in</button>
</form>
</html>
`;
