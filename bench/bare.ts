/** The measure of all figures: `node:http` that reads a POST and answers constant bytes, and does nothing else. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const ANSWER = Buffer.from(
	'<?xml version="1.0" encoding="UTF-8"?>\n' +
		'<soap-env:Envelope xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/" ' +
		'xmlns:soap-enc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" ' +
		'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:cwmp="urn:dslforum-org:cwmp-1-0">' +
		'<soap-env:Header><cwmp:ID soap-env:mustUnderstand="1">1</cwmp:ID></soap-env:Header><soap-env:Body>' +
		"<cwmp:InformResponse><MaxEnvelopes>1</MaxEnvelopes></cwmp:InformResponse></soap-env:Body></soap-env:Envelope>",
);
const HEADERS = {
	"Content-Type": 'text/xml; charset="utf-8"',
	"Content-Length": ANSWER.length,
	"Set-Cookie": "certus=AAAAAAAAAAAAAAAAAAAAAA; Path=/",
};

const server = createServer({ noDelay: true }, (request, response) => {
	let size = 0;
	request.on("data", (chunk: Buffer) => {
		size += chunk.length;
	});
	request.on("end", () => {
		if (size === 0) response.writeHead(204).end();
		else response.writeHead(200, HEADERS).end(ANSWER);
	});
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on("disconnect", () => process.exit(0));
