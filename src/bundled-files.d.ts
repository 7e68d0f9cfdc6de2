declare module "*.css" {
	const text: string;
	export default text;
}
declare module "*.client.js" {
	const text: string;
	export default text;
}
declare module "uplot/dist/uPlot.iife.min.js" {
	const text: string;
	export default text;
}
declare module "*.woff" {
	const bytes: ArrayBuffer;
	export default bytes;
}
