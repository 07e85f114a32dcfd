import { Link } from '@tanstack/react-router';
import { Missing } from '../parts/states.tsx';

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <Missing what="page">
      Go to the <Link to="/">overview</Link>, or press <kbd>Ctrl</kbd> <kbd>K</kbd> to find something.
    </Missing>
  );
}
