import { type NotificationData, notifications } from '@mantine/notifications';

/** Tells the reader something for a while, wherever on the page they are. */
export function tell(notice: NotificationData): void {
  notifications.show({ color: 'petrol', autoClose: 4000, ...notice, closeButtonProps: { 'aria-label': 'Close' } });
}
