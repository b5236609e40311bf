{{/*
A Deployment of silos. Takes a dict:
  root, name (what is put behind the full name), component, pool (empty for coordinators), replicas (null: a scaler's), threads (null: all cores), drainSeconds, labels (the silo's), nodeSelector, tolerations,
  priorityClassName, resources, alone (whether a silo wants its node to itself)
*/}}
{{- define "ghostnet.silos" -}}
{{- $root := .root -}}
{{- $drain := int .drainSeconds -}}
{{- $tls := include "ghostnet.tls.secret" (dict "root" $root "role" "silo") -}}
{{- $token := ternary $root.Values.metrics.existingSecret "" $root.Values.metrics.enabled -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "ghostnet.fullname" $root }}-{{ .name }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "ghostnet.labels" $root | nindent 4 }}
    {{- include "ghostnet.silos.role" . | nindent 4 }}
spec:
  {{- if not (kindIs "invalid" .replicas) }}
  replicas: {{ int .replicas }}
  {{- end }}
  revisionHistoryLimit: 3
  strategy:
    type: RollingUpdate
    rollingUpdate:
      {{- if .alone }}
      # There is no room on the node for a successor.
      maxSurge: 0
      maxUnavailable: 1
      {{- else }}
      maxSurge: 1
      maxUnavailable: 0
      {{- end }}
  selector:
    matchLabels:
      {{- include "ghostnet.silos.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "ghostnet.silos.selector" . | nindent 8 }}
        ghostnet-distributed/silo: "true"
        {{- with include "ghostnet.storage.podLabels" $root }}{{ . | nindent 8 }}{{ end }}
    spec:
      serviceAccountName: {{ include "ghostnet.serviceAccount" $root }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      {{- with include "ghostnet.pullSecrets" $root }}{{ . | nindent 6 }}{{ end }}
      # The drain; 10 s in which the silo says good-bye and ends itself in any case; and 5 s so that it is never killed.
      terminationGracePeriodSeconds: {{ add $drain 15 }}
      securityContext:
        {{- include "ghostnet.podSecurity" (dict "user" $root.Values.runAsUser) | nindent 8 }}
      {{- with .priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      nodeSelector:
        {{- toYaml .nodeSelector | nindent 8 }}
      {{- with .tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- if .alone }}
      affinity:
        podAntiAffinity:
          # It uses every core: two of them would take turns.
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
              labelSelector:
                matchLabels:
                  {{- include "ghostnet.selector" $root | nindent 18 }}
                  app.kubernetes.io/component: model-host
      {{- end }}
      topologySpreadConstraints:
        {{- include "ghostnet.spread" (dict "selector" (include "ghostnet.silos.selector" .)) | nindent 8 }}
      containers:
        - name: silo
          image: {{ include "ghostnet.image" (dict "image" $root.Values.image.worker "root" $root) }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          {{- if .labels }}
          # Arguments, since keys of Kubernetes' labels have a slash, which not every version takes in the name of a variable.
          args:
            {{- range $key, $value := .labels }}
            - {{ printf "--GhostNet:Labels:%s=%s" $key $value | quote }}
            {{- end }}
          {{- end }}
          env:
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
            - name: POD_IP
              valueFrom:
                fieldRef:
                  fieldPath: status.podIP
            {{- with include "ghostnet.redis.password" $root }}{{ . | nindent 12 }}{{ end }}
            - name: GhostNet__Cluster__Clustering
              value: Redis
            - name: GhostNet__Cluster__Redis
              value: {{ include "ghostnet.redis.settings" $root | quote }}
            - name: GhostNet__Cluster__ClusterId
              value: {{ $root.Values.clusterId | quote }}
            - name: GhostNet__Ledger
              value: {{ $root.Values.storage.ledger | quote }}
            {{- if include "ghostnet.redisAuthorities" $root }}
            - name: GhostNet__Cluster__RedisAuthorities
              value: {{ include "ghostnet.redisAuthorities.folder" $root }}/ca.crt
            {{- end }}
            {{- if $tls }}
            - name: GhostNet__Tls__Certificate
              value: {{ include "ghostnet.tls.folder" $root }}/tls.crt
            - name: GhostNet__Tls__PrivateKey
              value: {{ include "ghostnet.tls.folder" $root }}/tls.key
            - name: GhostNet__Tls__Authorities
              value: {{ include "ghostnet.tls.folder" $root }}/ca.crt
            {{- end }}
            {{- with include "ghostnet.storage.credentials" (dict "root" $root "variable" "GhostNet__StorageConnection") }}{{ . | nindent 12 }}{{ end }}
            - name: GhostNet__Http
              value: http://*:8080
            {{- if $token }}
            - name: GhostNet__HttpTokenFile
              value: {{ include "ghostnet.metrics.folder" $root }}/token
            {{- end }}
            {{- with $root.Values.telemetry.otlp }}
            {{- if .endpoint }}
            - name: OTEL_EXPORTER_OTLP_ENDPOINT
              value: {{ .endpoint | quote }}
            - name: OTEL_EXPORTER_OTLP_PROTOCOL
              value: {{ .protocol }}
            {{- end }}
            {{- end }}
            {{- if not (kindIs "invalid" .threads) }}
            - name: GhostNet__Worker__Threads
              value: {{ int .threads | quote }}
            {{- end }}
            - name: GhostNet__Worker__DrainTimeout
              value: {{ printf "%02d:%02d:%02d" (div $drain 3600) (mod (div $drain 60) 60) (mod $drain 60) | quote }}
            {{- range $key, $value := $root.Values.settings }}
            - name: GhostNet__{{ $key }}
              value: {{ $value | toString | quote }}
            {{- end }}
            - name: Logging__LogLevel__Default
              value: {{ $root.Values.log.level }}
            - name: Logging__LogLevel__Orleans
              value: Warning
            - name: Logging__LogLevel__Microsoft
              value: Warning
            - name: Logging__Console__FormatterName
              value: {{ $root.Values.log.format }}
          ports:
            - name: silo
              containerPort: 11111
            - name: gateway
              containerPort: 30000
            - name: health
              containerPort: 8080
          # A board may take a while to start; the other two probes wait for this one.
          startupProbe:
            httpGet: {path: /health/startup, port: health}
            periodSeconds: 2
            timeoutSeconds: 3
            failureThreshold: 90
          # In its cluster, and the ledger has answered.
          readinessProbe:
            httpGet: {path: /health/ready, port: health}
            periodSeconds: 5
            timeoutSeconds: 5
            failureThreshold: 2
          # The process alone: a silo that is cut off from its cluster must not be restarted for it.
          livenessProbe:
            httpGet: {path: /health/live, port: health}
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          resources:
            {{- toYaml .resources | nindent 12 }}
          securityContext:
            {{- include "ghostnet.containerSecurity" $root | nindent 12 }}
          volumeMounts:
            - name: tmp
              mountPath: /tmp
            {{- if $tls }}
            - name: tls
              mountPath: {{ include "ghostnet.tls.folder" $root }}
              readOnly: true
            {{- end }}
            {{- with include "ghostnet.redisAuthorities.mount" $root }}{{ . | nindent 12 }}{{ end }}
            {{- if $token }}
            - name: metrics
              mountPath: {{ include "ghostnet.metrics.folder" $root }}
              readOnly: true
            {{- end }}
      volumes:
        - name: tmp
          emptyDir:
            sizeLimit: 1Gi
        {{- with $tls }}{{ include "ghostnet.tls.volume" . | nindent 8 }}{{ end }}
        {{- with include "ghostnet.redisAuthorities.volume" $root }}{{ . | nindent 8 }}{{ end }}
        {{- with $token }}{{ include "ghostnet.secret.volume" (dict "name" "metrics" "secret" . "items" (dict $root.Values.metrics.key "token")) | nindent 8 }}{{ end }}
{{- end -}}

{{- define "ghostnet.silos.role" -}}
app.kubernetes.io/component: {{ .component }}
{{- with .pool }}
ghostnet-distributed/pool: {{ . }}
{{- end }}
{{- end -}}

{{- define "ghostnet.silos.selector" -}}
{{ include "ghostnet.selector" .root }}
{{ include "ghostnet.silos.role" . }}
{{- end -}}
