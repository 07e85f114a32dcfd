const nowhere = 'http://own.invalid';
const own = /^\/(?![/\\])[^\s\\]*$/;
const mostLength = 2000;

/**
 * Where to go after signing in: the wanted path when it lies on this site, else the start page. What the browser would
 * read as another site (`//host`, `/\host`, a scheme) is not ours.
 */
export function ownPath(wanted: string | undefined): string {
  if (wanted === undefined || wanted.length > mostLength || !own.test(wanted) || !URL.canParse(wanted, nowhere)) {
    return '/';
  }
  const url = new URL(wanted, nowhere);
  const path = url.pathname + url.search + url.hash;
  // Dots may have left a second slash in front.
  return url.origin === nowhere && own.test(path) ? path : '/';
}
