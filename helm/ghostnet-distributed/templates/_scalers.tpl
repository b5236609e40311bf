{{/* What scales a pool: (dict "root" $ "name" … "pool" …). */}}
{{- define "ghostnet.scaler.metadata" -}}
metadata:
  name: {{ include "ghostnet.fullname" .root }}-{{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "ghostnet.labels" .root | nindent 4 }}
    app.kubernetes.io/component: model-host
    ghostnet-distributed/pool: {{ .pool.name }}
{{- end -}}

{{/* One silo after the other, and none while jobs only change over. */}}
{{- define "ghostnet.scaler.behavior" -}}
scaleDown:
  stabilizationWindowSeconds: 300
  policies:
    - type: Pods
      value: 1
      periodSeconds: 60
{{- end -}}

{{/* A model host uses all it gets while there is work, and nothing without: so its use of CPU says whether there is. */}}
{{- define "ghostnet.scaler.cpu" -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
{{ include "ghostnet.scaler.metadata" . }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "ghostnet.fullname" .root }}-{{ .name }}
  {{- with .pool.autoscaling }}
  minReplicas: {{ int .minReplicas }}
  maxReplicas: {{ int .maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ int (default 80 .cpuPercent) }}
  {{- end }}
  behavior:
    {{- include "ghostnet.scaler.behavior" . | nindent 4 }}
{{- end -}}

{{/* KEDA has a HorizontalPodAutoscaler of its own made, and starts the first silo of a pool that has none. */}}
{{- define "ghostnet.scaler.queue" -}}
{{- $keda := .root.Values.keda -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
{{ include "ghostnet.scaler.metadata" . }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "ghostnet.fullname" .root }}-{{ .name }}
  pollingInterval: 15
  cooldownPeriod: 300
  minReplicaCount: {{ int .pool.autoscaling.minReplicas }}
  maxReplicaCount: {{ int .pool.autoscaling.maxReplicas }}
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        {{- include "ghostnet.scaler.behavior" . | nindent 8 }}
  triggers:
    - type: prometheus
      metadata:
        serverAddress: {{ $keda.prometheus }}
        query: {{ include "ghostnet.scaler.query" . | quote }}
        threshold: {{ int .pool.autoscaling.queuedShards | quote }}
      {{- with $keda.authentication }}
      authenticationRef:
        name: {{ . }}
      {{- end }}
{{- end -}}

{{/*
The shards that wait, of jobs that this pool may work on: those that select nothing, and those whose selector is made of the pool's own labels alone. Those in work are counted as well, so that a pool
is not scaled to nothing under the last ones.
*/}}
{{- define "ghostnet.scaler.query" -}}
{{- $own := list (printf "arch=%s" (ternary "x64" "arm64" (eq .pool.arch "amd64"))) -}}
{{- range $labels := list .pool.nodeLabels .pool.labels -}}
{{- range $key, $value := default dict $labels -}}
{{- $own = append $own (printf "%s=%s" $key $value | replace "." "[.]") -}}
{{- end -}}
{{- end -}}
{{- $one := printf "(%s)" (join "|" $own) -}}
sum({__name__=~"ghostnet_shards_(queued|leased)",namespace="{{ .root.Release.Namespace }}",job="{{ include "ghostnet.metrics.service" .root }}",selector=~"any|{{ $one }}(,{{ $one }})*"})
{{- end -}}
