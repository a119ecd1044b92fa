/** What Talos gives a default route without a metric (machinery, resources/network, DefaultRouteMetric). */
export const usualMetric = 1024;

/**
 * Metric of the routes that DHCP brings. A second port gets a worse one: its server offers a default route as well, and of two
 * with the same metric it is not defined which one the kernel uses.
 */
export function dhcpMetric(isMain: boolean): number {
  return isMain ? usualMetric : 2 * usualMetric;
}
