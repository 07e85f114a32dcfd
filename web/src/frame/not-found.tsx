import { Link } from '@tanstack/react-router';
import { Empty } from '../parts/states.tsx';

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <Empty title="There is no such page">
      Go to the <Link to="/">overview</Link>, or press <kbd>Ctrl</kbd> <kbd>K</kbd> to find something.
    </Empty>
  );
}
