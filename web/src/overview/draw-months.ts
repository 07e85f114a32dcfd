import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { lengthOf, roundText } from '../format/money.ts';
import type { FlowLine } from './use-backlog-to-cash.ts';

use([BarChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const stages = [
  ['signed', 'Signed', '--accent-fill'],
  ['delivered', 'Delivered', '--accent-fill-2'],
  ['billed', 'Billed', '--accent-fill-3'],
  ['collected', 'Collected', '--accent-fill-4'],
] as const;

/** Draws the months as groups of bars, in the page's own colours. Returns what takes the drawing away. */
export function drawMonths(
  element: HTMLElement,
  months: readonly FlowLine[],
  currency: string,
  _scheme: 'light' | 'dark',
): () => void {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const chart = init(element, undefined, { renderer: 'svg' });
  chart.setOption({
    animationDuration: 300,
    textStyle: { fontFamily: 'Inter', color: colour('--ink-soft') },
    grid: { left: 56, right: 8, top: 36, bottom: 28 },
    legend: { top: 0, left: 0, icon: 'rect', itemWidth: 10, itemHeight: 10, textStyle: { color: colour('--ink') } },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      backgroundColor: colour('--surface'),
      borderColor: colour('--line-strong'),
      textStyle: { color: colour('--ink'), fontSize: 12 },
      valueFormatter: (value: unknown) => `${roundText(String(value))} ${currency}`,
    },
    xAxis: {
      type: 'category',
      data: months.map(({ name }) => name),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colour('--line-strong') } },
    },
    yAxis: {
      type: 'value',
      axisLabel: { formatter: (value: number) => roundText(String(value)) },
      splitLine: { lineStyle: { color: colour('--line') } },
    },
    series: stages.map(([part, name, fill]) => ({
      type: 'bar',
      name,
      barGap: '10%',
      itemStyle: { color: colour(fill) },
      data: months.map(({ flow }) => lengthOf(flow[part].amount)),
    })),
  });
  const watcher = new ResizeObserver(() => chart.resize());
  watcher.observe(element);
  return () => {
    watcher.disconnect();
    chart.dispose();
  };
}
