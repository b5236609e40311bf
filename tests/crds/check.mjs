// Reads a JSON array of Kubernetes objects from a file, holds each against the published definition of its kind, and prints what does not fit, a line each.
// The schemas are compiled from the CRDs of cert-manager 1.20.2, KEDA 2.10.1 and Prometheus' operator 0.90.1.
import { readFileSync } from 'node:fs';

const schemas = {
  'cert-manager.io/v1 Certificate': '@kubernetes-models/cert-manager/_schemas/CertManagerIoV1Certificate.js',
  'keda.sh/v1alpha1 ScaledObject': '@kubernetes-models/keda/_schemas/KedaShV1alpha1ScaledObject.js',
  'monitoring.coreos.com/v1 PrometheusRule': '@kubernetes-models/prometheus-operator/_schemas/MonitoringCoreosComV1PrometheusRule.js',
  'monitoring.coreos.com/v1 ServiceMonitor': '@kubernetes-models/prometheus-operator/_schemas/MonitoringCoreosComV1ServiceMonitor.js',
};

// The compiled schemas let unknown fields pass, as a cluster would drop them. But they ask an object for every field that they know: what they never ask for is unknown.
function watched(value, path, unread) {
  if (value === null || typeof value !== 'object') return value;
  const fields = new Map(Object.keys(value).map((key) => [key, watched(value[key], `${path}/${key}`, unread)]));
  for (const key of fields.keys()) if (!Array.isArray(value)) unread.add(`${path}/${key}`);
  return new Proxy(value, {
    get(target, key) {
      unread.delete(`${path}/${String(key)}`);
      return fields.has(key) ? fields.get(key) : Reflect.get(target, key);
    },
  });
}

const faults = [];
for (const object of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  const kind = `${object.apiVersion} ${object.kind}`;
  const name = `${kind} ${object.metadata?.name}`;
  if (!(kind in schemas)) {
    faults.push(`${name}: there is no definition of this kind here`);
    continue;
  }
  const module = await import(`./node_modules/${schemas[kind]}`);
  const validate = module.validate ?? module.default.validate;
  const unread = new Set();
  if (!validate(watched(object, '', unread))) {
    for (const error of validate.errors) faults.push(`${name}: ${error.instancePath} breaks ${error.schemaPath} ${JSON.stringify(error.params)}`);
  }
  for (const path of unread) if (!path.startsWith('/metadata/')) faults.push(`${name}: ${path} is not known`);
}
for (const fault of faults) console.log(fault);
process.exit(faults.length === 0 ? 0 : 1);
